"""The table of actors in the form in which it is asked, and what is found with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from freezeframe.claims.actor_table import ActorTable
from freezeframe.claims.tokens import Phrases


@dataclass(frozen=True)
class Mention:
    """Tokens [first, last) that name somebody."""

    first: int
    last: int
    kind: str
    known: str = ""
    title: str = ""
    """Id of a kind of state body ('defence-ministry') whose state is not named here."""


@dataclass(frozen=True)
class Seen:
    """How the whole text writes its words."""

    small: frozenset[str]
    """Without a capital."""
    inside: frozenset[str]
    """With a capital inside a sentence."""


@dataclass(frozen=True, eq=False)
class Names:
    """The table in the form in which it is asked."""

    table: ActorTable

    @cached_property
    def known(self) -> Phrases[tuple[str, str, str]]:
        """Name to (id, kind, the name as written)."""
        return Phrases({name: (one.id, one.kind, name) for one in self.table.known for name in one.names})

    @cached_property
    def titles(self) -> Phrases[tuple[str, str]]:
        """Titles of bodies of states to (id, kind)."""
        return Phrases({title: (one.id, one.kind) for one in self.table.of_states for title in one.titles})

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Words without a capital with which a name can begin."""
        forms = self.table.forms
        return forms["modifiers"] | forms["body_nouns"] | self.titles.firsts | self.known.firsts

    @cached_property
    def table_firsts(self) -> frozenset[str]:
        """First words of all that the table knows: known actors, states, and bodies of states."""
        return self.known.firsts | self.titles.firsts | self.adjectives.firsts | self.governments.firsts

    @cached_property
    def states(self) -> Phrases[str]:
        """Names of states to codes."""
        return Phrases({name: state.code for state in self.table.states for name in state.names})

    @cached_property
    def adjectives(self) -> Phrases[str]:
        """Adjectives of states to codes."""
        return Phrases({word: state.code for state in self.table.states for word in state.adjectives})

    @cached_property
    def governments(self) -> Phrases[str]:
        """States and capitals to codes."""
        states = self.table.states
        return Phrases({name: state.code for state in states for name in (*state.names, *state.capitals)})

    @cached_property
    def person_titles(self) -> Phrases[int]:
        """Titles before names of persons."""
        return Phrases(dict.fromkeys(self.table.forms["titles"], 1))

    @cached_property
    def body_nouns(self) -> Phrases[int]:
        """Nouns that make a body."""
        return Phrases(dict.fromkeys(self.table.forms["body_nouns"], 1))

    @cached_property
    def nouns_after(self) -> Phrases[int]:
        """Nouns after a name that make it a body."""
        return Phrases(dict.fromkeys(self.table.forms["nouns_after"], 1))
