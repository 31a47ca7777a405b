// Marking on the pages: drag an area, and it is covered at once. Every act is also a form that works without this file.
"use strict";
(() => {
  const pages = document.querySelector(".sever-pages"), panel = document.getElementById("panel");
  if (!pages || !panel) return;
  const SVG = "http://www.w3.org/2000/svg";
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  function rectangle(m) {
    const r = document.createElementNS(SVG, "rect");
    for (const k of ["x", "y", "width", "height"]) r.setAttribute(k, m[k]);
    return r;
  }
  function say(text, kind) {
    const old = panel.querySelector(".sever-said"); if (old) old.remove();
    if (!text) return;
    const p = document.createElement("p");
    p.className = "sever-said notice notice-" + kind; p.textContent = text; panel.prepend(p);
  }
  async function send(address, body) {
    say("正在保存……", "info");
    let answer, told;
    try {
      answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
      told = await answer.json();
    } catch { say("没有保存：网络不通，或登录已过期。请刷新页面后再试。", "error"); return false; }
    panel.innerHTML = told.panel;  // made by our own template, where everything is escaped
    for (const [number, marks] of Object.entries(told.marks)) {
      const svg = pages.querySelector(`[data-page="${number}"] svg`);
      if (svg) svg.replaceChildren(...marks.map(rectangle));
    }
    if (told.wrong) say(told.wrong, "error");
    return !told.wrong;
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const slow = form.querySelector("[data-busy]");
    if (slow) { slow.setAttribute("aria-disabled", "true"); say(slow.dataset.busy, "info"); setTimeout(() => { slow.disabled = true; }); }
    if (!form.hasAttribute("data-mark")) return;
    event.preventDefault();
    const typed = form.querySelector("[name=phrase]");
    if (await send(form.action, new FormData(form)) && typed) typed.value = "";
  });
  const act = pages.dataset.act;
  if (!act) return;
  let from = null, shape = null;
  const place = (svg, event) => {
    const box = svg.getBoundingClientRect(), clip = (v) => Math.min(Math.max(v, 0), 1);
    return [clip((event.clientX - box.left) / box.width), clip((event.clientY - box.top) / box.height)];
  };
  pages.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest("svg");
    if (!svg || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    from = { svg, at: place(svg, event) };
    shape = document.createElementNS(SVG, "rect"); shape.setAttribute("class", "drawing"); svg.append(shape);
    svg.setPointerCapture(event.pointerId);
  });
  pages.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = place(from.svg, event), view = from.svg.viewBox.baseVal;
    shape.setAttribute("x", Math.min(x, from.at[0]) * view.width); shape.setAttribute("y", Math.min(y, from.at[1]) * view.height);
    shape.setAttribute("width", Math.abs(x - from.at[0]) * view.width); shape.setAttribute("height", Math.abs(y - from.at[1]) * view.height);
  });
  const drop = () => { if (shape) shape.remove(); from = shape = null; };
  pages.addEventListener("pointercancel", drop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(); });
  pages.addEventListener("pointerup", async (event) => {
    if (!from) return;
    const [x, y] = place(from.svg, event), [x0, y0] = from.at;
    const number = from.svg.closest("[data-page]").dataset.page, small = Math.abs(x - x0) < 0.004 || Math.abs(y - y0) < 0.003;
    const left = shape; from = shape = null;
    if (small) { left.remove(); return; }
    const body = new FormData();
    const part = { page: number, left: x0 * 100, top: y0 * 100, right: x * 100, bottom: y * 100 };
    for (const [k, v] of Object.entries(part)) body.append(k, v);
    body.append("ground", document.querySelector("#draw [name=ground]").value);
    await send(act, body); left.remove();
  });
})();
