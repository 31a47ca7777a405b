// The words of the editor, before it starts: it asks window.gettext for each.
(() => {
  const words = {
    "Image URL": "图片地址", "Alternative Text": "替代文字", Caption: "图注", Cancel: "取消", Update: "确定", Insert: "插入",
    "Edit HTML": "查看源代码", "edit HTML": "查看源代码", "Edit Link": "链接", URL: "网址", Title: "说明", "Open in new window": "在新窗口打开",
    "Remove caption": "去掉图注", "Add caption": "添加图注", Rows: "行数", Columns: "列数", "Insert table": "插入表格",
    "Add column": "在右边加一列", "Delete column": "删除这一列", "Add row": "在下面加一行", "Delete row": "删除这一行", "Merge cells": "合并单元格",
    "Split cell": "拆分单元格", "Toggle header cell": "设为表头或取消", "Delete table": "删除表格", bold: "加粗", italic: "倾斜",
    underline: "下划线", strike: "删除线", subscript: "下标", superscript: "上标", undo: "撤销", redo: "恢复", "insert link": "插入链接",
    "remove link": "去掉链接", link: "插入链接", unlink: "去掉链接", "unordered list": "项目符号", "ordered list": "编号", blockquote: "引用",
    "horizontal rule": "分隔线", paragraph: "正文", Paragraph: "正文", "heading 2": "一级标题", "heading 3": "二级标题",
    "heading 4": "三级标题", "Heading 2": "一级标题", "Heading 3": "二级标题", "Heading 4": "三级标题", Fullscreen: "全屏编辑",
    "Toggle fullscreen": "全屏编辑", "Exit fullscreen": "退出全屏", "Prettify": "整理格式", "List properties": "编号格式",
  };
  window.gettext = (word) => words[word] || word;
})();
