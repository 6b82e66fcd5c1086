/**
 * The files of a clipboard that are meant as files. Office programs add a picture to copied text: there the text is
 * meant. Some systems add the names of copied files as text: there the files are.
 */
export function pastedFiles(clipboard: Pick<DataTransfer, "files" | "getData">): readonly File[] {
  const files = [...clipboard.files];
  const names = new Set(files.map(({ name }) => name));
  const lines = clipboard
    .getData("text/plain")
    .split(/\r?\n|\r/)
    .filter(Boolean);
  return lines.every((line) => names.has(line.trim().split(/[\\/]/).at(-1) ?? "")) ? files : [];
}
