// Pictures, films and sounds: chosen, dropped or pasted; uploaded where the text is written; words for them asked.
import { Extension, Plugin } from "django-prose-editor/editor";
const here = new URL(".", import.meta.url);
const { ask, field, make } = await import(new URL("dialog.js", here));
const { known, send } = await import(new URL("uploading.js", here));

const KINDS = {
  image: { name: "图片", accept: ".jpg,.jpeg,.png,.gif,.webp", types: /^image\/(jpeg|png|gif|webp)$/ },
  video: { name: "视频", accept: ".mp4", types: /^video\/mp4$/ },
  audio: { name: "音频", accept: ".mp3", types: /^audio\/(mpeg|mp3)$/ },
};
const kindOf = (file) => Object.keys(KINDS).find((k) => KINDS[k].types.test(file.type));

// The media that the selection stands on or in, with its place and its caption.
const chosen = ({ selection, doc }) => {
  const at = (node, pos, figure) => ({ node, pos, figure });
  if (selection.node && KINDS[selection.node.type.name]) {
    const parent = doc.resolve(selection.from).parent;
    const figure = parent.type.name === "figure" ? { node: parent, pos: doc.resolve(selection.from).before() } : null;
    return at(selection.node, selection.from, figure);
  }
  const { $from } = selection;
  const figureAt = (node, pos) => at(node.firstChild, pos + 1, { node, pos });
  if (selection.node?.type.name === "figure") return figureAt(selection.node, selection.from);
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "figure") return figureAt($from.node(depth), $from.before(depth));
  }
  return null;
};

const measured = (kind, url) =>
  new Promise((resolve) => {
    if (kind !== "video") return resolve({});
    const video = document.createElement("video");
    const give = () => resolve(video.videoWidth ? { width: video.videoWidth, height: video.videoHeight } : {});
    video.preload = "metadata";
    video.addEventListener("loadedmetadata", give);
    video.addEventListener("error", give);
    setTimeout(give, 4000);
    video.src = url;
  });

const picker = (kind, items, state) => {
  const list = make("ul", { class: "file-choices" });
  const add = (item, checked) => {
    const radio = make("input", { type: "radio", name: "editor-file", value: String(item.id), checked });
    radio.addEventListener("change", () => state.pick(item));
    const face = kind === "image" ? make("img", { src: item.url, alt: "", loading: "lazy" }) : "";
    list.prepend(make("li", {}, make("label", {}, radio, face, make("span", {}, item.name))));
    if (checked) state.pick(item);
  };
  [...items].reverse().forEach((i) => add(i, false));
  return { list, add };
};

const edit = async (editor, kind, given = null) => {
  const words = KINDS[kind];
  const now = chosen(editor.state);
  const old = now && now.node.type.name === kind && !given ? now : null;
  const state = { item: null, pick: (item) => { state.item = item; if (!alt.value && item.description) alt.value = item.description; } };
  const alt = make("input", { type: "text", maxLength: 200, value: old?.node.attrs.alt || "" });
  const oldCaption = old?.figure?.node.childCount > 1 ? old.figure.node.child(1).textContent : "";
  const caption = make("input", { type: "text", maxLength: 200, value: oldCaption });
  const bar = make("progress", { max: 100, value: 0, hidden: true });
  const told = make("p", { class: "help", role: "status" });
  const upload = make("input", { type: "file", accept: words.accept });
  const track = make("input", { type: "file", accept: ".vtt" });
  let sending = null;
  const { list, add } = picker(kind, old ? [] : await known(kind), state);
  const start = (file) => {
    bar.hidden = false;
    told.textContent = `正在上传“${file.name}”…`;
    sending = send(file, "", (n) => { bar.value = n; told.textContent = `正在上传“${file.name}” ${n}%`; })
      .then((item) => { add(item, true); told.textContent = `“${item.name}”已上传`; })
      .catch((error) => { told.textContent = ""; told.textContent = error.message; told.className = "wrong"; })
      .finally(() => { sending = null; bar.hidden = true; upload.value = ""; });
    told.className = "help";
  };
  upload.addEventListener("change", () => upload.files[0] && start(upload.files[0]));
  if (given) start(given);
  const parts = [];
  if (!old) {
    parts.push(field(`上传${words.name}`, upload, `${words.accept.replaceAll(",", " ")}；也可以直接拖进正文或粘贴`), bar, told);
    if (list.childElementCount || given) parts.push(make("fieldset", { class: "field" }, make("legend", {}, "或者选用已经上传的"), list));
    else parts.push(list);
  }
  if (kind === "image") parts.push(field("替代文字（必填）", alt, "写明图上是什么，读屏软件会读给看不见的人听"));
  parts.push(field("图注", caption, "显示在下方，可不填"));
  if (kind === "video") parts.push(field("字幕文件", track, ".vtt 格式，可不填；没有字幕的，请在正文写出文字稿"));
  const yes = await ask(old ? `修改${words.name}` : `插入${words.name}`, parts, {
    confirm: old ? "确定" : "插入",
    accept() {
      if (sending) return "还在上传，请稍等";
      if (!old && !state.item) return `请先上传或选一个${words.name}`;
      if (kind === "image" && !alt.value.trim()) return "请填写替代文字";
      return "";
    },
  });
  if (!yes) return;
  let trackUrl = old?.node.attrs.track || null;
  if (track.files[0]) {
    try { trackUrl = (await send(track.files[0], "", () => {})).url; } catch (error) { window.alert(error.message); }
  }
  const attrs = old ? { ...old.node.attrs } : { src: state.item.url, width: state.item.width, height: state.item.height };
  if (kind === "image") attrs.alt = alt.value.trim();
  if (kind === "video") Object.assign(attrs, { track: trackUrl }, old ? {} : await measured(kind, attrs.src));
  place(editor, kind, attrs, caption.value.trim(), old);
};

const place = (editor, kind, attrs, caption, old) => {
  const content = [{ type: kind, attrs }];
  if (caption) content.push({ type: "caption", content: [{ type: "text", text: caption }] });
  const figure = { type: "figure", content };
  if (!old) return editor.chain().focus().insertContent([figure, { type: "paragraph" }]).run();
  const target = old.figure || { node: old.node, pos: old.pos };
  const range = { from: target.pos, to: target.pos + target.node.nodeSize };
  return editor.chain().focus().insertContentAt(range, figure).run();
};

const takeFiles = (editor, list) => {
  const files = [...(list || [])].filter(kindOf);
  if (!files.length) return false;
  // One after the other: each asks for its words.
  files.reduce((before, file) => before.then(() => edit(editor, kindOf(file), file)), Promise.resolve());
  return true;
};

export const Media = Extension.create({
  name: "media",
  priority: 200,
  addMenuItems({ buttons, menu }) {
    const icons = { image: "image", video: "movie", audio: "audiotrack" };
    for (const kind of Object.keys(KINDS)) {
      menu.defineItem({
        name: kind === "image" ? "figure" : kind,
        groups: "nodes",
        priority: 90,
        button: buttons.material(icons[kind], `插入或修改${KINDS[kind].name}`),
        active: (editor) => chosen(editor.state)?.node.type.name === kind,
        command: (editor) => edit(editor, kind),
      });
    }
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const data = event.clipboardData;
            // A text copied together with its picture is pasted as text; a picture alone is uploaded.
            if (data?.types.includes("text/html") && data.getData("text/plain").trim()) return false;
            return takeFiles(editor, data?.files);
          },
          handleDrop: (view, event, slice, moved) => {
            if (moved || !event.dataTransfer?.files.length) return false;
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
            if (at) editor.commands.setTextSelection(at.pos);
            if (!takeFiles(editor, event.dataTransfer.files)) return false;
            event.preventDefault();
            return true;
          },
        },
      }),
    ];
  },
});

// Tables: a caption that names them, a first row of headings, and a chart above them when they hold numbers.
const insertTable = async (editor) => {
  const rows = make("input", { type: "number", min: 2, max: 200, value: "3" });
  const cols = make("input", { type: "number", min: 1, max: 30, value: "3" });
  const caption = make("input", { type: "text", maxLength: 100 });
  const yes = await ask("插入表格", [field("行数（含表头）", rows), field("列数", cols), field("表格名称", caption, "显示在表格上方")], {
    confirm: "插入",
    accept: () => (rows.reportValidity() && cols.reportValidity() ? "" : "行数是 2 到 200，列数是 1 到 30"),
  });
  if (!yes) return;
  editor.chain().focus().insertTable({ rows: Number(rows.value), cols: Number(cols.value), withHeaderRow: true })
    .updateAttributes("table", { caption: caption.value.trim() || null }).run();
};

const tableProperties = async (editor) => {
  const now = editor.getAttributes("table");
  const caption = make("input", { type: "text", maxLength: 100, value: now.caption || "" });
  const chart = make("input", { type: "checkbox", checked: Boolean(now["data-chart"]) });
  const unit = make("input", { type: "text", maxLength: 12, value: now["data-unit"] || "" });
  const yes = await ask("表格名称和图表", [
    field("表格名称", caption, "显示在表格上方，也是图表的名称"),
    field("在表格上方画条形图", chart, "第一列是名称，第一个有数字的列是数值；最多 40 行"),
    field("数值的单位", unit, "如 万元、人，可不填"),
  ], {
    confirm: "确定",
    accept: () => (chart.checked && !caption.value.trim() ? "要画图表的，请填写表格名称" : ""),
  });
  if (!yes) return;
  editor.chain().focus().updateAttributes("table", {
    caption: caption.value.trim() || null,
    "data-chart": chart.checked ? "bar" : null,
    "data-unit": chart.checked ? unit.value.trim() || null : null,
  }).run();
};

export const TableTools = Extension.create({
  name: "tableTools",
  priority: 1, // behind the table itself, whose own button it replaces
  addMenuItems({ buttons, menu }) {
    menu.defineItem({ name: "table", groups: "table", button: buttons.material("grid_on", "插入表格"), command: insertTable });
    menu.defineItem({
      name: "table:properties",
      groups: "table",
      button: buttons.material("insert_chart", "表格名称和图表"),
      hidden: (editor) => !editor.isActive("table"),
      active: (editor) => Boolean(editor.getAttributes("table")["data-chart"]),
      command: tableProperties,
    });
  },
});
