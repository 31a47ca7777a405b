// Findings about the text while it is written: a list beside it, wavy lines under the words. The text itself stays untouched.
(() => {
  const form = document.querySelector("form.editor");
  const box = document.getElementById("live-checks");
  if (!form || !box) return;
  const PAUSE = 1200; // milliseconds without a key before the text is looked at
  const SHOWN = 8;
  const list = box.querySelector("ul");
  const status = box.querySelector("[role=status]");
  const skipped = new Set(["csrfmiddlewaretoken", "uploads", "overwrite", "switch"]);
  const marks = { block: "badge-bad", confirm: "badge-warn", hint: "badge-none" };
  let asked = "";
  let timer = 0;
  let going = null;
  let all = false;

  const typed = () => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (!skipped.has(name) && typeof value === "string") (values[name] ||= []).push(value);
    }
    return JSON.stringify(values);
  };
  const text = () => document.getElementById(`${form.elements.body.id}_text`);

  // Where words stand in the editor; a word may be cut by bold type into several nodes.
  const rangesOf = (root, words) => {
    const nodes = [];
    let whole = "";
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      nodes.push([whole.length, walker.currentNode]);
      whole += walker.currentNode.data;
    }
    const point = (at, end) => {
      let low = 0, high = nodes.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (nodes[middle][0] < at || (!end && nodes[middle][0] === at)) low = middle; else high = middle - 1;
      }
      return [nodes[low][1], at - nodes[low][0]];
    };
    const found = [];
    for (let at = whole.indexOf(words); at >= 0 && found.length < 20; at = whole.indexOf(words, at + words.length)) {
      const range = new Range();
      range.setStart(...point(at, false));
      range.setEnd(...point(at + words.length, true));
      found.push(range);
    }
    return found;
  };

  const underline = (findings) => {
    if (!window.Highlight || !CSS.highlights || !text()) return;
    for (const severity of Object.keys(marks)) {
      const ranges = findings.filter((f) => f.severity === severity && f.words && f.place.startsWith("body"))
        .flatMap((f) => rangesOf(text(), f.words));
      if (ranges.length) CSS.highlights.set(`check-${severity}`, new Highlight(...ranges));
      else CSS.highlights.delete(`check-${severity}`);
    }
  };

  const go = (finding) => {
    const name = finding.place.startsWith("extra.") ? `x-${form.elements.kind.value}-${finding.place.slice(6)}` : finding.place;
    const field = form.elements[name];
    if (finding.place.startsWith("body") && text()) {
      const [range] = finding.words ? rangesOf(text(), finding.words) : [];
      text().focus();
      if (range) {
        const selection = window.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        range.startContainer.parentElement.scrollIntoView({ block: "center" });
      } else text().scrollIntoView({ block: "start" });
    } else if (field?.focus) {
      field.focus();
      const at = finding.words ? field.value.indexOf(finding.words) : -1;
      if (at >= 0 && field.setSelectionRange) field.setSelectionRange(at, at + finding.words.length);
    }
  };

  const item = (finding) => {
    const li = document.createElement("li");
    const badge = document.createElement("span");
    badge.className = `badge ${marks[finding.severity]}`;
    badge.textContent = finding.label;
    const place = document.createElement("button");
    place.type = "button";
    place.className = "link";
    place.textContent = finding.where ? `${finding.where}：${finding.text}` : finding.text;
    place.title = finding.why;
    place.addEventListener("click", () => go(finding));
    li.append(badge, " ", place);
    if (finding.fix) {
      const fix = document.createElement("span");
      fix.className = "muted small";
      fix.textContent = `　${finding.fix}`;
      li.append(fix);
    }
    return li;
  };

  const show = (said) => {
    box.hidden = false;
    const wrong = said.findings.filter((f) => f.severity !== "hint").length;
    const hints = said.findings.length - wrong;
    const parts = [];
    if (wrong) parts.push(`${wrong} 处要处理`);
    if (hints) parts.push(`${hints} 条建议`);
    const told = said.note || parts.join("，") || "没有发现问题";
    if (status.textContent !== told) status.textContent = told;
    list.replaceChildren(...said.findings.slice(0, all ? undefined : SHOWN).map(item));
    const rest = said.findings.length - SHOWN;
    if (!all && rest > 0) {
      const li = document.createElement("li");
      const more = document.createElement("button");
      more.type = "button";
      more.className = "link";
      more.textContent = `显示另外 ${rest} 条`;
      more.addEventListener("click", () => { all = true; show(said); });
      li.append(more);
      list.append(li);
    }
    if (said.more) {
      const li = document.createElement("li");
      li.className = "muted";
      li.textContent = `还有 ${said.more} 条，先处理上面的`;
      list.append(li);
    }
    underline(said.findings);
  };

  const look = async () => {
    const values = typed();
    if (values === asked) return;
    going?.abort();
    going = new AbortController();
    try {
      const answer = await fetch(form.dataset.checks, {
        method: "POST",
        signal: going.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json",
          "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
        body: values,
      });
      // Signed out or cut off: keeping the text tells it; here an old list would only mislead.
      if (!answer.ok || answer.redirected) { box.hidden = true; return; }
      asked = values;
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") box.hidden = true;
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  let ready = false;
  document.addEventListener("prose-editor:ready", () => { if (!ready) { ready = true; soon(); } });
})();
