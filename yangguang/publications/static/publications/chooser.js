// Choosing a record: a text field that asks the search as one types (ARIA combobox). Without a script the number,
// address, 索引号 or 文号 is typed into the same field.
(() => {
  const WAIT = 180; // milliseconds of rest before asking
  const start = (input) => {
    const list = document.createElement("ul");
    list.id = `${input.id}-list`;
    list.className = "chooser-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "找到的信息");
    list.hidden = true;
    const told = document.createElement("span");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = input.name;
    hidden.value = input.value;
    input.removeAttribute("name");
    input.after(hidden, list, told);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
    if (input.dataset.title) input.value = input.dataset.title;
    let items = [];
    let at = -1;
    let timer = 0;
    let asked = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (n) => {
      at = n;
      [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === n)));
      if (n < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[n].id);
      list.children[n].scrollIntoView({ block: "nearest" });
    };
    const choose = (n) => {
      input.value = items[n].title;
      hidden.value = String(items[n].id);
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
      told.textContent = `已选：${items[n].title}`;
      close();
    };
    const show = () => {
      list.replaceChildren(...items.map((item, n) => {
        const li = document.createElement("li");
        li.id = `${list.id}-${n}`;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", "false");
        const title = document.createElement("span");
        title.textContent = item.title;
        const small = document.createElement("small");
        small.textContent = [item.number, item.unit, item.category, item.state, item.date].filter(Boolean).join("　");
        li.append(title, small);
        li.addEventListener("mousedown", (e) => { e.preventDefault(); choose(n); });
        return li;
      }));
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(items.length > 0));
      told.textContent = items.length ? `找到 ${items.length} 条，用上下键选择` : "没有找到，换个词试试";
    };
    const find = async () => {
      const turn = ++asked;
      const query = new URLSearchParams(input.dataset.query || "");
      query.set("q", input.value.trim());
      try {
        const answer = await fetch(`${input.dataset.chooser}?${query}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) return;
        const said = await answer.json();
        if (turn !== asked) return;
        items = said.items;
        show();
      } catch { /* typing goes on; the field still takes a number */ }
    };
    input.addEventListener("input", () => {
      hidden.value = input.value; // as without a script, until something is chosen
      clearTimeout(timer);
      if (!input.value.trim()) { asked++; return close(); }
      timer = setTimeout(find, WAIT);
    });
    input.addEventListener("keydown", (e) => {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        if (list.hidden) return find();
        const step = e.key === "ArrowDown" ? 1 : -1;
        mark((at + step + items.length) % items.length);
      } else if (e.key === "Enter" && at >= 0) {
        e.preventDefault();
        choose(at);
      } else if (e.key === "Escape" && !list.hidden) {
        e.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 100));
  };
  document.querySelectorAll("input[data-chooser]").forEach(start);
})();
