// What an official text holds beyond the editor's own: films, sounds, captions, alignment, tables with a chart.
// Whatever is not known here would be lost from a text the moment someone opens it.
import {
  Caption as BaseCaption, Extension, Figure as BaseFigure, Image as BaseImage, Node, Table as BaseTable,
  TableHeader as BaseHeader, mergeAttributes,
} from "django-prose-editor/editor";

const kept = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
});
const CLASSES = ["text-center", "text-right", "no-indent", "note", "signature"];

export const Image = BaseImage.extend({
  addAttributes() {
    return { src: { default: null }, alt: { default: null }, width: kept("width"), height: kept("height") };
  },
});

export const Figure = BaseFigure.extend({
  content: "(image | video | audio) caption?",
  addExtensions: () => [],
  addCommands: () => ({}),
});
export const Caption = BaseCaption;

const media = (name, attributes) =>
  Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => attributes,
    parseHTML: () => [{ tag: name }],
    renderHTML({ node, HTMLAttributes }) {
      const { track, ...rest } = HTMLAttributes;
      const own = mergeAttributes(rest, { controls: "controls", preload: "metadata" });
      if (!node.attrs.track) return [name, own];
      return [name, own, ["track", { kind: "captions", srclang: "zh", label: "字幕", src: node.attrs.track }]];
    },
  });
const source = {
  default: null,
  parseHTML: (element) => element.getAttribute("src") || element.querySelector("source")?.getAttribute("src"),
};
export const Video = media("video", {
  src: source, width: kept("width"), height: kept("height"), poster: kept("poster"),
  track: {
    default: null,
    parseHTML: (element) => element.querySelector("track")?.getAttribute("src") || null,
    renderHTML: () => ({}),
  },
});
export const Audio = media("audio", { src: source });

export const TableHeader = BaseHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), scope: kept("scope") };
  },
});

const showCaption = (table, text) => {
  let caption = table.querySelector(":scope > caption");
  if (!text) return caption?.remove();
  if (!caption) {
    caption = document.createElement("caption");
    caption.contentEditable = "false";
    table.prepend(caption);
  }
  if (caption.textContent !== text) caption.textContent = text;
};

export const Table = BaseTable.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        parseHTML: (e) => e.querySelector(":scope > caption")?.textContent.trim() || null,
        renderHTML: () => ({}),
      },
      "data-chart": kept("data-chart"),
      "data-unit": kept("data-unit"),
    };
  },
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML({ node, HTMLAttributes }) {
    const parts = [["tbody", 0]];
    if (node.attrs.caption) parts.unshift(["caption", {}, node.attrs.caption]);
    return ["table", HTMLAttributes, ...parts];
  },
  addNodeView() {
    const base = this.parent?.();
    return (props) => {
      const view = base(props);
      const update = view.update.bind(view);
      const ignores = view.ignoreMutation?.bind(view);
      showCaption(view.table, props.node.attrs.caption);
      view.update = (node) => {
        const done = update(node);
        if (done) showCaption(view.table, node.attrs.caption);
        return done;
      };
      view.ignoreMutation = (m) =>
        m.type !== "selection" && (!view.contentDOM.contains(m.target) || Boolean(ignores?.(m)));
      return view;
    };
  },
});

export const OfficialText = Extension.create({
  name: "officialText",
  addGlobalAttributes() {
    return [
      {
        types: ["paragraph", "heading", "tableCell", "tableHeader"],
        attributes: {
          class: {
            default: null,
            parseHTML: (e) => [...e.classList].filter((c) => CLASSES.includes(c)).join(" ") || null,
            renderHTML: (a) => (a.class ? { class: a.class } : {}),
          },
        },
      },
      { types: ["heading"], attributes: { id: kept("id") } },
    ];
  },
  addMenuItems({ buttons, menu }) {
    const align = (name, icon, title) =>
      menu.defineItem({
        name: `align:${name}`,
        groups: "textAlign",
        button: buttons.material(icon, title),
        active: (editor) => editor.isActive({ class: name }),
        command(editor) {
          const type = editor.isActive("heading") ? "heading" : "paragraph";
          const now = editor.getAttributes(type).class;
          editor.chain().focus().updateAttributes(type, { class: now === name ? null : name }).run();
        },
      });
    align("text-center", "format_align_center", "居中");
    align("text-right", "format_align_right", "靠右（落款、日期）");
    align("no-indent", "format_align_left", "首行不空格");
  },
});
