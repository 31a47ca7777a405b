// The editor's form while someone writes: what is typed is kept on the server, leaving asks first, a kind shows its fields.
(() => {
  const form = document.querySelector("form.editor");
  if (!form) return;
  const EVERY = 8000; // milliseconds between keeping what was typed
  const status = document.getElementById("autosave");
  const skipped = new Set(["csrfmiddlewaretoken", "uploads", "overwrite", "switch"]);
  let kept = "";
  let dirty = false;
  let leaving = false;
  let busy = false;
  let lost = false;

  const typed = () => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (!skipped.has(name) && typeof value === "string") (values[name] ||= []).push(value);
    }
    return values;
  };
  const say = (text, bad = false) => {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("wrong", bad);
  };
  const setToken = (value) => {
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = value;
  };

  const answered = (said) => {
    lost = false;
    const parts = [`已自动保存 ${said.saved_at}`];
    const warned = [...said.locked, ...said.conflict];
    if (warned.length) parts.push(...warned);
    else if (said.others.length) parts.push(`${said.others.join("、")}正在编辑这份稿件，请先商量由谁改`);
    say(parts.join("。"), warned.length > 0);
  };

  const keep = async () => {
    const values = JSON.stringify(typed());
    if (busy || values === kept) return;
    busy = true;
    try {
      const send = () => fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json",
          "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
        body: values,
      });
      let answer = await send();
      if (answer.status === 403 || answer.redirected) {
        // Signed in again in another window: the page's token is of the session before.
        const fresh = await fetch(form.dataset.autosave, { headers: { Accept: "application/json" } });
        if (fresh.ok && !fresh.redirected) { setToken((await fresh.json()).token); answer = await send(); }
      }
      if (answer.redirected || answer.status === 403) {
        lost = true;
        say("登录已经失效，刚才输入的还没有保存。请不要关闭本页，在新窗口登录后这里会自动接着保存", true);
        return;
      }
      const said = await answer.json();
      if (!answer.ok) { say(said.errors.join("；"), true); return; }
      kept = values;
      dirty = false;
      answered(said);
    } catch {
      say("网络中断，刚才输入的还没有保存；恢复后会自动接着保存", true);
    } finally {
      busy = false;
    }
  };

  // The editor rewrites a text once when it starts; only what comes after is the person's.
  const begin = () => {
    kept = JSON.stringify(typed());
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("change", () => { dirty = true; });
    setInterval(() => { if (dirty || lost) keep(); }, EVERY);
  };
  let ready = false;
  document.addEventListener("prose-editor:ready", () => { if (!ready) { ready = true; setTimeout(begin, 0); } });
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty) keep(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty && JSON.stringify(typed()) !== kept) event.preventDefault();
  });
  let submitted = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (submitted) { event.preventDefault(); return; } // a double click
    if (lost) { event.preventDefault(); keep(); return; }
    leaving = submitted = true;
    setTimeout(() => { submitted = false; }, 8000);
  });

  // Each kind has fields of its own.
  const kind = form.querySelector("[name=kind]");
  const show = () => {
    for (const set of form.querySelectorAll("[data-kind]")) set.hidden = set.dataset.kind !== kind.value;
  };
  form.querySelector("[name=switch]")?.remove();
  kind.addEventListener("change", show);
  show();

  // Too large is told at once, not after ten minutes of sending.
  const uploads = form.querySelector("[name=uploads]");
  uploads?.addEventListener("change", () => {
    const limit = Number(form.dataset.limit);
    const large = [...uploads.files].filter((f) => f.size > limit).map((f) => `“${f.name}”`);
    uploads.setCustomValidity(large.length
      ? `${large.join("、")}超过 ${Math.round(limit / 1048576)} MB，请压缩、拆开，或改放链接` : "");
    uploads.reportValidity();
  });
})();
