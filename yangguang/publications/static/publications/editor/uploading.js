// Sending one file to the workbench, with its progress; the server's own words when it is refused.
const settings = () => document.querySelector("form.editor").dataset;
export const token = () => document.querySelector("form.editor [name=csrfmiddlewaretoken]").value;
export const megabytes = (bytes) => `${Math.round(bytes / 1024 / 1024)} MB`;

export const refusedBefore = (file) => {
  const limit = Number(settings().limit);
  if (file.size > limit) return `“${file.name}”有 ${megabytes(file.size)}，超过 ${megabytes(limit)}，不能上传。请压缩后再选`;
  return file.size ? "" : `“${file.name}”是空文件`;
};

export const send = (file, description, progress) =>
  new Promise((resolve, reject) => {
    const early = refusedBefore(file);
    if (early) return reject(new Error(early));
    const data = new FormData();
    data.append("unit", settings().unit);
    data.append("description", description || "");
    data.append("file", file, file.name || "粘贴的图片.png");
    const request = new XMLHttpRequest();
    request.open("POST", settings().upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (e) => {
      if (e.lengthComputable) progress(Math.round((100 * e.loaded) / e.total));
    });
    request.addEventListener("load", () => {
      let said = null;
      try { said = JSON.parse(request.responseText); } catch { /* a page, not data: the sign-in page, or an error */ }
      if (request.status === 201 && said) resolve(said);
      else if (said?.errors) reject(new Error(said.errors.join("；")));
      else if (request.status === 413) reject(new Error("文件太大，服务器没有收下"));
      else reject(new Error("没有上传成功：登录可能已经失效，请在新窗口登录后再试"));
    });
    request.addEventListener("error", () => reject(new Error("没有上传成功：网络中断，请再试一次")));
    request.send(data);
  });

export const known = async (media) => {
  const { files, unit, record } = settings();
  const query = new URLSearchParams({ unit, record: record || "", media });
  const answer = await fetch(`${files}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return [];
  return (await answer.json()).items;
};
