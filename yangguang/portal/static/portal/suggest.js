// What a question may become, offered while it is typed; without this file the box works the same.
"use strict";
(() => {
  const box = document.querySelector("input[data-suggest]"), list = document.getElementById("find-suggestions");
  if (!box || !list) return;
  let timer = 0, last = "", urls = new Map();
  box.addEventListener("input", () => {
    if (urls.has(box.value)) { location.href = urls.get(box.value); return; }  // one of the offered was chosen
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = box.value.trim();
      if (text.length < 1 || text === last) return;
      last = text;
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`);
        if (!answer.ok) return;
        const { items } = await answer.json();
        if (box.value.trim() !== text) return;
        urls = new Map(items.map((i) => [i.text, i.url]));
        list.replaceChildren(...items.map((i) => { const o = document.createElement("option"); o.value = i.text; return o; }));
      } catch { /* no offers then */ }
    }, 180);
  });
})();
