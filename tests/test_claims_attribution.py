"""Who says what: one case a shape of grammar. All sentences are the project's own."""

from __future__ import annotations

import pytest

from tests.read_text import attributed, reading_of, who_says_what

# The second sentence keeps the first from being taken for a headline.
END = "\n\nNothing else was known at that hour."


def _one(sentence: str) -> tuple[str, str]:
    found = who_says_what(f"{sentence}{END}")
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "speaker", "said"),
    [
        # before, within and after what is said; inverted
        ("Marta Brito said that the bridge was closed.", "Marta Brito", "the bridge was closed"),
        ("Marta Brito said the bridge was closed.", "Marta Brito", "the bridge was closed"),
        ("The bridge was closed, Marta Brito said.", "Marta Brito", "The bridge was closed"),
        ("The bridge was closed, said Marta Brito, an engineer.", "Marta Brito", "The bridge was closed"),
        ("The bridge, Marta Brito said, was closed.", "Marta Brito", "The bridge, Marta Brito said, was closed"),
        ("On Monday Marta Brito said in a statement that it was closed.", "Marta Brito", "it was closed"),
        ("Marta Brito, an engineer in Porto, said on Monday it was closed.", "Marta Brito", "it was closed"),
        ("Marta Brito, who inspected it, said it was closed.", "Marta Brito", "it was closed"),
        ("The army told reporters the bridge was closed.", "The army", "the bridge was closed"),
        ("The army pointed out that the bridge was closed.", "The army", "the bridge was closed"),
        ("The army went on to say that the bridge was closed.", "The army", "the bridge was closed"),
        # according to, in the words of
        ("According to the army, the bridge was closed.", "the army", "the bridge was closed"),
        ("The bridge was closed, according to the army.", "the army", "The bridge was closed"),
        ("In the words of Marta Brito, the bridge was closed.", "Marta Brito", "the bridge was closed"),
        ("The bridge, according to the army, was closed.", "the army", "The bridge, according to the army, was closed"),
        # passives
        ("The bridge is said to have been closed.", "", "have been closed"),
        ("It was reported by the army that the bridge was closed.", "the army", "the bridge was closed"),
        ("As reported by the army, the bridge was closed.", "the army", "the bridge was closed"),
        # nouns
        ("The army's claim that the bridge was closed is disputed.", "The army", "the bridge was closed"),
        ("A claim by the army that the bridge was closed is disputed.", "the army", "the bridge was closed"),
        ("The inquiry into the collapse found that the bridge was closed.", "The inquiry", "the bridge was closed"),
        # other frames
        ("The army denied having closed the bridge.", "The army", "having closed the bridge"),
        ("The army accused the mayor of closing the bridge.", "The army", "closing the bridge"),
        ("The army described the report as a “fairy tale”.", "The army", "the report as a “fairy tale”"),
        ("The army called the report “a fairy tale”.", "The army", "the report “a fairy tale”"),
        ("The army asked whether the bridge was closed.", "The army", "whether the bridge was closed"),
        ("The army promised to close the bridge.", "The army", "close the bridge"),
        ("The army threatened to close the bridge.", "The army", "close the bridge"),
        # quotations
        ("“The bridge is closed,” Marta Brito said.", "Marta Brito", "The bridge is closed,"),
        ("“The bridge is closed,” said Marta Brito.", "Marta Brito", "The bridge is closed,"),
        ("“The bridge is closed”, said Marta Brito, an engineer.", "Marta Brito", "The bridge is closed"),
        ("Marta Brito said: “The bridge is closed.”", "Marta Brito", "The bridge is closed."),
        ("Marta Brito: “The bridge is closed.”", "Marta Brito", "The bridge is closed."),
        ("“The bridge is closed,” Marta Brito shrugged.", "Marta Brito", "The bridge is closed,"),
        ("“Is the bridge closed?” Marta Brito asked.", "Marta Brito", "Is the bridge closed?"),
        (
            "“The bridge,” said Marta Brito, “is closed.”",
            "Marta Brito",
            "The bridge,” said Marta Brito, “is closed.",
        ),
    ],
)
def test_each_shape_of_attribution(sentence: str, speaker: str, said: str) -> None:
    assert _one(sentence) == (speaker, said)


@pytest.mark.parametrize(
    "sentence",
    [
        "The army could say that the bridge was closed.",
        "The army declined to say whether the bridge was closed.",
        "The army did not say whether the bridge was closed.",
        "The ministry denies this.",
        "The army supports the plan.",
        "Nobody said that the bridge was closed.",
        "The reports of the army were late.",
        "The report was published by the army.",
    ],
)
def test_what_is_no_claim_of_anybody(sentence: str) -> None:
    assert who_says_what(f"{sentence}{END}") == []


def test_a_stance_is_kept_apart() -> None:
    (stance,) = reading_of(f"The army supports the plan of the mayor.{END}").stances
    assert (stance.cue, stance.text) == ("supports", "the plan of the mayor")
    assert stance.speaker is not None
    assert stance.speaker.name == "The army"


def test_joined_clauses_are_claims_of_their_own() -> None:
    text = f"Marta Brito said that it was closed, that it was old and that nobody used it.{END}"
    assert [said for _, said in who_says_what(text)] == ["it was closed", "it was old", "nobody used it"]


def test_joined_accusations_are_claims_of_their_own() -> None:
    text = f"The army accused the mayor of closing the bridge and of hiding the report.{END}"
    assert [said for _, said in who_says_what(text)] == ["closing the bridge", "hiding the report"]


def test_a_quotation_of_several_sentences_is_one_claim() -> None:
    assert _one("“It is closed. It is old,” Marta Brito said.") == ("Marta Brito", "It is closed. It is old,")


def test_an_orphan_quotation_belongs_to_the_last_speaker_and_is_inferred() -> None:
    text = "“It is closed,” Marta Brito said. “It is old.”\n\n“Nobody uses it.”"
    claims = attributed(f"A headline without news\n\n{text}")
    assert [(c.speaker.name, c.speaker.inferred) for c in claims if c.speaker] == [
        ("Marta Brito", False),
        ("Marta Brito", True),
        ("Marta Brito", True),
    ]
    assert claims[2].speaker is not None
    assert claims[2].speaker.span is None


def test_speakers_who_follow_each_other_are_not_mixed() -> None:
    text = f"Marta Brito said the bridge was closed, while Jon Aas said it was open and the mayor denied both.{END}"
    assert who_says_what(text)[:2] == [("Marta Brito", "the bridge was closed"), ("Jon Aas", "it was open")]


def test_a_participle_speaks_for_the_subject() -> None:
    text = f"Marta Brito left the hall, saying that the bridge was closed.{END}"
    assert who_says_what(text) == [("Marta Brito", "the bridge was closed")]


@pytest.mark.parametrize(
    ("sentence", "chain"),
    [
        ("Marta Brito was quoted by Lusa as saying that it was closed.", ["Marta Brito", "Lusa"]),
        ("Lusa quoted Marta Brito as saying that it was closed.", ["Marta Brito", "Lusa"]),
        ("Marta Brito said it was closed, Lusa reported.", ["Marta Brito", "Lusa"]),
        ("Marta Brito told the agency Lusa that it was closed.", ["Marta Brito", "Lusa"]),
        ("Citing Marta Brito, Lusa reported that it was closed.", ["Marta Brito", "Lusa"]),
        ("Marta Brito, quoted by Lusa, said that it was closed.", ["Marta Brito", "Lusa"]),
        (
            "Marta Brito was quoted by Lusa as saying that it was closed, Reuters reported.",
            ["Marta Brito", "Lusa", "Reuters"],
        ),
    ],
)
def test_the_chain_goes_from_the_speaker_over_the_relays(sentence: str, chain: list[str]) -> None:
    (claim,) = attributed(f"{sentence}{END}")
    assert list(claim.chain) == chain
    assert claim.text == "it was closed"


def test_the_publisher_ends_the_chain() -> None:
    (claim,) = attributed("LISBON (AP) — Marta Brito said that the bridge was closed.")
    assert claim.chain == ("Marta Brito", "AP")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("“The bridge is closed,” Marta Brito said.", "direct"),
        ("Marta Brito said the bridge was “closed for good”.", "mixed"),
        ("Marta Brito said the bridge was closed.", "indirect"),
        ("Marta Brito said she had played “Sea Battle: The Second Wave” at home.", "indirect"),
    ],
)
def test_how_much_stands_in_quotation_marks(sentence: str, quote: str) -> None:
    (claim,) = attributed(f"{sentence}{END}")
    assert claim.quote == quote


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("Marta Brito said the bridge was not closed.", True),
        ("Marta Brito said nobody had closed the bridge.", True),
        ("Marta Brito said it had found no damage.", True),
        ("Marta Brito denied that the bridge was closed.", True),
        ("Marta Brito said the bridge, which was not old, was closed.", False),
        ("Marta Brito said it was closed and not open.", False),
        ("Marta Brito said the mayor was asked not to close it.", False),
    ],
)
def test_what_is_denied(sentence: str, negated: bool) -> None:
    (claim,) = attributed(f"{sentence}{END}")
    assert claim.negated is negated


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Marta Brito said the bridge was closed.", "claim"),
        ("“Who closed the bridge?” Marta Brito said.", "question"),
        ("Marta Brito threatened to close the bridge.", "threat"),
        ("“If they stay, we will see each other in court,” Marta Brito warned.", "threat"),
        ("Marta Brito promised to open the bridge.", "promise"),
        ("Marta Brito announced that it will open the bridge.", "promise"),
        ("“We hope that it stays closed,” Marta Brito said.", "wish"),
        ("Marta Brito demanded that the mayor resign.", "wish"),
    ],
)
def test_speech_that_asserts_nothing_is_marked(sentence: str, act: str) -> None:
    (claim,) = attributed(f"{sentence}{END}")
    assert claim.act == act


def test_words_that_keep_a_distance_are_kept() -> None:
    (claim,) = attributed(f"Marta Brito said the alleged collapse of the so-called bridge was reported.{END}")
    assert {"alleged", "so-called"} <= set(claim.hedge)


def test_scare_quotes_are_a_hedge() -> None:
    (claim,) = attributed(f"Marta Brito said the “collapsed bridge” photograph was a film set.{END}")
    assert "collapsed bridge" in claim.hedge


def test_denied_places_are_told() -> None:
    (claim,) = attributed(f"Marta Brito said the picture was taken near Fallujah and not near Abu Kamal.{END}")
    assert [(place.name, place.denied) for place in claim.places] == [("Fallujah", False), ("Abu Kamal", True)]
    (claim,) = attributed(f"Marta Brito said the picture does not show Fallujah but Abu Kamal.{END}")
    assert [(place.name, place.denied) for place in claim.places] == [("Fallujah", True), ("Abu Kamal", False)]


def test_a_claim_of_the_headline_points_to_that_of_the_body() -> None:
    text = (
        "Engineer: bridge over the Sunna was closed\n\n"
        "The bridge over the Sunna was closed for years, Marta Brito said."
    )
    reading = reading_of(text)
    head, body = reading.claims[0], reading.claims[-1]
    assert head.same_as == body.id


@pytest.mark.parametrize(
    ("headline", "speaker", "said"),
    [
        ("Ministry: bridge was closed by mistake", "Ministry", "bridge was closed by mistake"),
        ("Bridge was closed by mistake: fact-checkers", "fact-checkers", "Bridge was closed by mistake"),
        ("Bridge was closed by mistake, engineer says", "engineer", "Bridge was closed by mistake"),
    ],
)
def test_headlines_attribute_with_a_colon_or_a_comma(headline: str, speaker: str, said: str) -> None:
    assert who_says_what(f"{headline}\n\nNothing else was known at that hour about it.")[0] == (speaker, said)


@pytest.mark.parametrize("headline", ["Syria: bridge was closed by mistake", "Video: bridge was closed by mistake"])
def test_a_topic_before_a_colon_is_no_speaker(headline: str) -> None:
    assert who_says_what(f"{headline}\n\nNothing else was known at that hour about it.") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Il ministro ha detto che il ponte era chiuso.", [("Il ministro", "il ponte era chiuso")]),
        ("«Il ponte è chiuso», ha detto il ministro Aldo Berti.", [("Aldo Berti", "Il ponte è chiuso")]),
        ("Министерство заявило, что мост закрыт.", [("Министерство", "мост закрыт")]),
        (
            "«Мост у рынка закрыт с утра», — сообщил журналистам Пётр Иволгин.",
            [("Пётр Иволгин", "Мост у рынка закрыт с утра")],
        ),
    ],
)
def test_another_language_is_data(text: str, said: list[tuple[str, str]]) -> None:
    assert who_says_what(text) == said


@pytest.mark.parametrize(
    ("sentence", "speaker", "said"),
    [
        ('Paros "is the only harbour that is open," retired general Lloyd Tamm said.', "Lloyd Tamm", "Paros"),
        (
            'The answers are "not meeting the demand," says Paul Rieck, founder of the union.',
            "Paul Rieck",
            "The answers",
        ),
        ('"He was our greatest shame." ― Sonya Herrig', "Sonya Herrig", "He was our greatest shame."),
        ('Harbour chief David Pepper called Friday\'s decision a "huge win for sailors."', "David Pepper", "Friday's"),
        ("Even Karsova, its only ally, said it was opposed to the test.", "Karsova", "it was opposed"),
        ("Tamm said there remains a difference between the two reports.", "Tamm", "there remains a difference"),
        ("The note was sent by Tamm, who in 2010 said the convoy had left.", "Tamm", "the convoy had left"),
        ('The ministry likened the rules to "burning the house".', "The ministry", "the rules to"),
        ("The desk checked Donald Tamm's claim that there have been thousands.", "Donald Tamm", "there have been"),
        ('"By locking in Lemuria," Tamm said in an interview, "it let me go."', "Tamm", '"By locking in Lemuria'),
        ('"You know, I love Larry," Tamm said, but "he has a history."', "Tamm", "You know, I love Larry"),
        ('"It is an invasion," Scott Pruitt, a lawyer, one of those suing the port, said.', "Scott Pruitt", "It is an"),
    ],
)
def test_more_ways_of_the_wires_to_say_who_speaks(sentence: str, speaker: str, said: str) -> None:
    who, words = _one(sentence)
    assert who == speaker
    assert words.startswith(said)


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        (
            "Maria Leite, a deputy for the Green Party, shared the film. The lawmaker later said she regretted it.",
            "Maria Leite",
            "she regretted it",
        ),
        (
            "The Maritime Institute used shadows. Its report concludes that the clip was shot at noon.",
            "Maritime Institute",
            "the clip was shot at noon",
        ),
        (
            "The clip is old, a teacher who is heard in it told the police.",
            "a teacher",
            "The clip is old",
        ),
        (
            "The spokeswoman of the Foreign Ministry, Alla Rudina, spoke on Monday. "
            "The clip is old, the diplomat said.",
            "Alla Rudina",
            "The clip is old",
        ),
        (
            "The footage was aired by the BBC. It was used in error, the British broadcaster said.",
            "BBC",
            "It was used in error",
        ),
        (
            "The picture is old, said its author, the photographer Rana Diab.",
            "Rana Diab",
            "The picture is old",
        ),
        (
            "Two diplomats who have watched it said the film was dark.",
            "Two diplomats",
            "the film was dark",
        ),
    ],
)
def test_whom_a_description_means(text: str, speaker: str, said: str) -> None:
    assert (speaker, said) in who_says_what(text)


@pytest.mark.parametrize(
    "text",
    [
        "We asked Meta for a comment and will update this article with its reply.",
        "The ministry neither confirmed nor denied the report.",
        "The dossier mentions a group calling itself the Border Command.",
        "The video does not show a fire in Tuvalia, as posts in English claim.",
    ],
)
def test_what_nobody_has_said(text: str) -> None:
    assert who_says_what(text) == []
