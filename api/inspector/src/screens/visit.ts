// One visit: the office's points with big buttons, notes, photos. Every touch is kept, so a reload loses nothing.

import { button, chooseFile, h } from "../app/dom";
import { momentOf } from "../app/dates";
import { answersOf, keptForm, type FormItem } from "../app/form";
import { mark } from "../app/marks";
import { NotAPhoto, smallJpeg } from "../app/photo";
import { go, notice, say, titleRow, type Screen } from "../app/shell";
import { app, sendWaiting } from "../app/state";
import { keepPhotos, keepVisit, photosOf, type Visit, type VisitRecord } from "../app/visits";
import { spoken, w } from "../app/words";

const PHOTOS_MAX = 3;
const NOTES_MAX = 2000;
const MARKS = { yes: "yes", no: "no", none: "dash" } as const;

export const visitScreen: Screen = (main) => {
  let visit = app.visit!;
  if (!visit) return go("scan");
  const fault = h("p", { class: "fault", role: "alert" });
  const progress = h("p", { class: "muted" });
  const photos = h("div", { class: "photos" });
  let items: readonly FormItem[] = [];
  let pictures: readonly ArrayBuffer[] = [];

  const keep = async (change: Partial<Omit<Visit, "record">>, record: Partial<VisitRecord> = {}): Promise<boolean> => {
    visit = { ...visit, ...change, record: { ...visit.record, ...record } };
    app.visit = visit;
    drawProgress();
    try {
      await keepVisit(app.store, visit);
      return true;
    } catch {
      fault.textContent = w("visit_not_kept");
      return false;
    }
  };
  const drawProgress = (): void => {
    progress.textContent = items.length ? w("visit_progress", { done: Object.keys(visit.record.results).length, all: items.length }) : "";
  };
  const keepPictures = async (wanted: readonly ArrayBuffer[]): Promise<void> => {
    try {
      await keepPhotos(app.store, visit, wanted);
    } catch {
      fault.textContent = w("visit_photo_not_kept");
      return;
    }
    pictures = wanted;
    await keep({ photos: pictures.length });
    drawPhotos();
  };
  const drawPhotos = (): void => {
    const remove = (at: number) => (): void => void keepPictures(pictures.filter((_, index) => index !== at));
    const shown = pictures.map((bytes, at) => {
      const address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
      const picture = h("img", { src: address, alt: w("photo_alt", { n: at + 1 }), onload: () => URL.revokeObjectURL(address) });
      return h("button", { type: "button", "aria-label": w("visit_photo_remove", { n: at + 1 }), onclick: remove(at) }, picture, h("span", { "aria-hidden": "true" }, "×"));
    });
    photos.replaceChildren(button(w("visit_photo", { n: pictures.length }), () => void addPhoto()), ...shown);
  };
  const addPhoto = async (): Promise<void> => {
    fault.textContent = "";
    if (pictures.length >= PHOTOS_MAX) return void (fault.textContent = w("visit_photo_max"));
    const file = await chooseFile("image/*", true);
    if (!file) return;
    try {
      await keepPictures([...pictures, await smallJpeg(file)]);
    } catch (error) {
      if (!(error instanceof NotAPhoto)) throw error;
      fault.textContent = w(error.fault);
    }
  };
  const save = async (): Promise<void> => {
    const { results, notes } = visit.record;
    if (Object.keys(results).length === 0 && notes.trim() === "" && pictures.length === 0) {
      fault.textContent = w("visit_empty");
      return;
    }
    if (!(await keep({ state: "waiting", next: 0, problem: null }))) return;
    void navigator.storage?.persist?.();
    app.visit = null;
    say(w("saved"));
    go("visits");
    void sendWaiting(true);
  };

  const notes = h("textarea", { id: "notes", rows: 3, maxlength: NOTES_MAX });
  notes.value = visit.record.notes;
  notes.addEventListener("input", () => void keep({}, { notes: notes.value }));
  const points = h("div", { class: "points" });
  const where = [visit.street ?? visit.record.typed_code, momentOf(visit.record.visited_at)].filter(Boolean).join(" · ");
  main.append(
    titleRow(visit.name ?? w("visit_unknown_place"), app.reading ? "result" : "visits"),
    h("p", { class: "where" }, where),
    h("div", { class: "body" }, points,
      h("div", { class: "point" }, h("label", { class: "head", for: "notes" }, w("visit_notes")), notes, photos)),
    h("div", { class: "foot" }, visit.problem !== null && notice(w("visit_refused", { problem: visit.problem })), fault, progress, button(w("visit_save"), () => void save(), "main wide")),
  );
  drawPhotos();
  void photosOf(app.store, visit).then((kept) => {
    pictures = kept;
    drawPhotos();
  });
  void keptForm(app.store).then(async (newest) => {
    // A visit is finished with the points it was begun with; one that the server refused, with those of now.
    const form = visit.problem === null && visit.form ? visit.form : newest;
    items = form?.items ?? [];
    await keep({ form }, { results: answersOf(form, visit.record.results) });
    points.replaceChildren(...(items.length ? items.map((item) => point(item)) : [h("p", { class: "note" }, w("visit_no_form"))]));
    drawProgress();
  });

  const point = (item: FormItem): HTMLElement => {
    const choose = (key: string) => (): void => {
      const { [item.key]: before, ...others } = visit.record.results;
      // A second touch takes the answer back.
      void keep({}, { results: before === key ? others : { ...others, [item.key]: key } }).then(draw);
    };
    const options = h("div", { class: item.options.length > 3 ? "options many" : "options", role: "group", "aria-label": item.label[spoken()] });
    const draw = (): void => {
      const at = [...options.children].indexOf(document.activeElement as Element);
      options.replaceChildren(
        ...item.options.map(({ key, label, tone }) =>
          h(
            "button",
            { type: "button", class: `t-${tone}`, "aria-pressed": String(visit.record.results[item.key] === key), onclick: choose(key) },
            mark(MARKS[tone] ?? "dash"),
            label[spoken()],
          ),
        ),
      );
      if (at >= 0) (options.children[at] as HTMLElement).focus();
    };
    draw();
    return h("section", { class: "point" }, h("h2", { class: "head" }, item.label[spoken()]), options);
  };
};
