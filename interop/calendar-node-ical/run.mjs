process.env.TZ = "Asia/Tokyo";
const ical = (await import("node-ical")).default;

const { before, isMoved, saw, text } = await import(`${process.env.INTEROP}/events.mjs`);
const events = (number) => Object.values(ical.sync.parseICS(text(number))).filter((event) => event.type === "VEVENT");
const task = (number) => events(number).find((event) => isMoved(event.summary, event.uid));
const [first, , withdrawn] = [1, 2, 3].map(task);
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

saw("every event is a date without a time", events(1).every((event) => event.datetype === "date"));
saw("the day in Tokyo, by the machine's time zone", day(first.start) === before);
saw("the day in Tokyo, by toISOString", first.start.toISOString().slice(0, 10) === before);
saw("a withdrawn task is CANCELLED under its UID", withdrawn.uid === first.uid && withdrawn.status === "CANCELLED");
