// The decision's form shows what the chosen outcome needs, and offers its wordings. Without this file everything is shown.
"use strict";
(() => {
  const form = document.getElementById("decision-form");
  if (!form) return;
  const ground = form.elements.ground, needs = JSON.parse(form.dataset.needs);
  const filled = (block) => [...block.querySelectorAll("input, textarea")].some((f) => f.type !== "hidden" && f.value.trim());
  function fit() {
    const wanted = needs[ground.value] || [];
    for (const block of form.querySelectorAll("[data-for]")) block.hidden = !wanted.includes(block.dataset.for) && !filled(block);
    // One empty line after the last one in use is enough.
    for (const list of form.querySelectorAll("fieldset[data-for]")) {
      let open = true;
      for (const row of list.querySelectorAll(".row-decision")) { row.hidden = !open && !filled(row); open = filled(row); }
    }
    let offered = 0;
    for (const text of form.querySelectorAll("[data-ground]")) { text.hidden = text.dataset.ground !== ground.value; offered += text.hidden ? 0 : 1; }
    const box = document.getElementById("reason-texts");
    if (box) box.hidden = !offered;
  }
  form.addEventListener("change", fit);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use]");
    if (!button) return;
    const reasons = form.elements.reasons, text = button.closest("[data-ground]").querySelector(".reason-words").textContent.trim();
    reasons.value = reasons.value.trim() ? `${reasons.value.trim()}\n${text}` : text;
    reasons.focus();
  });
  fit();
})();
