// The form of a request: keeps what is typed on the server, shows what is public already, finds a unit by a few characters.
// Without this script the form works the same; nothing is kept in the browser.
(() => {
  const form = document.querySelector("form[data-apply]");
  if (!form) return;
  const WAIT = 1500, AGAIN = 15000;
  const said = document.querySelector("[data-saved]");
  let timer = 0, dirty = false, busy = false, asked = false;

  const text = () => {
    const data = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
    return data;
  };

  async function save() {
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    const data = text();
    if (!asked) data.set("ask", "1");
    let next = 0;
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body: data, credentials: "same-origin" });
      if (answer.ok) {
        const told = await answer.json();
        said.textContent = `已自动保存（${told.saved}）`;
        if (told.matches) {
          asked = true;
          show(told.matches);
        }
      } else if (answer.status === 409) {
        said.textContent = "这份申请已经在别处提交。要申请别的信息，请点“下一步”，会另存一份。";
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      dirty = true;
      next = AGAIN;
      said.textContent = "暂时没有存上，稍后再试。请先不要关闭页面。";
    }
    busy = false;
    if (dirty) later(next || WAIT);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.dataset.seek !== undefined) return;
    dirty = true;
    later(WAIT);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && navigator.sendBeacon(form.dataset.save, text())) dirty = false;
  });

  const place = form.querySelector("[data-matches]");
  function show(matches) {
    const list = place.querySelector("ul");
    list.replaceChildren(...matches.map(one));
    place.hidden = matches.length === 0;
    place.querySelector("[data-count]").textContent = matches.length ? `找到 ${matches.length} 条已经公开的信息` : "";
  }

  function one(match) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = match.open;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = match.title;
    const apart = document.createElement("span");
    apart.className = "visually-hidden";
    apart.textContent = "（新窗口）";
    link.append(apart);
    const meta = document.createElement("div");
    meta.className = "entry-meta";
    for (const word of [match.unit, match.on, match.via].filter(Boolean)) {
      const part = document.createElement("span");
      part.textContent = word;
      meta.append(part);
    }
    const button = document.createElement("button");
    button.className = "btn btn-small";
    button.name = "item";
    button.value = match.item;
    button.formAction = form.dataset.found;
    button.textContent = "这就是我要的";
    item.append(link, meta, button);
    return item;
  }

  // A few characters leave only the units whose names hold them.
  const select = form.querySelector("[data-unit] select");
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
  const seek = document.createElement("input");
  seek.type = "search";
  seek.id = "seek-unit";
  seek.autocomplete = "off";
  seek.dataset.seek = "";
  const label = document.createElement("label");
  label.htmlFor = seek.id;
  label.textContent = "输入几个字找单位";
  const told = document.createElement("p");
  told.className = "help";
  told.setAttribute("role", "status");
  const field = document.createElement("div");
  field.className = "field";
  field.append(label, seek, told);
  select.closest(".field").before(field);
  seek.addEventListener("input", () => {
    const words = seek.value.trim();
    const chosen = select.value;
    let count = 0;
    let only = null;
    for (const { group, options } of groups) {
      const left = options.filter((option) => !words || option.textContent.includes(words));
      group.replaceChildren(...left);
      if (left.length) select.append(group);
      else group.remove();
      count += left.length;
      only = left[0] || only;
    }
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
    if (words && count === 1 && select.value !== only.value) {
      select.value = only.value;
      dirty = true;
      later(WAIT);
    }
    told.textContent = !words ? "" : count === 1 ? `已选：${only.textContent}` : count ? `有 ${count} 个，请在下面选` : "没有名称里有这几个字的单位，请换几个字";
  });
  seek.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      select.focus();
    }
  });
})();
