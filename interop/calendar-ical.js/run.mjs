import ICAL from "ical.js";

const { after, before, isMoved, saw, text } = await import(`${process.env.INTEROP}/events.mjs`);
const events = (number) =>
  new ICAL.Component(ICAL.parse(text(number))).getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
const task = (number) => events(number).find((event) => isMoved(event.summary, event.uid));
const [first, moved, withdrawn] = [1, 2, 3].map(task);

saw("every event is of one day", events(1).every((event) => event.startDate.isDate && event.duration.toString() === "P1D"));
saw(
  "a moved task keeps its UID, with a higher SEQUENCE",
  first.uid === moved.uid && moved.sequence > first.sequence &&
    first.startDate.toString() === before && moved.startDate.toString() === after,
);
saw(
  "a withdrawn task is CANCELLED under its UID",
  withdrawn.uid === first.uid && withdrawn.sequence > moved.sequence &&
    withdrawn.component.getFirstPropertyValue("status") === "CANCELLED",
);
