"use strict";
document.documentElement.classList.add("scripted");
for (const slide of document.querySelectorAll(".slide")) {
  const stack = slide.parentElement;
  const move = () => {
    stack.style.setProperty("--cut", slide.value + "%");
    slide.setAttribute("aria-valuetext", slide.value + " per cent published picture, the rest is the source");
  };
  slide.addEventListener("input", move);
  move();
}
for (const radio of document.querySelectorAll(".compare .s")) radio.checked = true;
let inside = [];
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  if (target) target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
addEventListener("beforeprint", () => {
  inside = [...document.querySelectorAll("details:not([open])")];
  for (const one of inside) one.open = true;
});
addEventListener("afterprint", () => { for (const one of inside) one.open = false; });
