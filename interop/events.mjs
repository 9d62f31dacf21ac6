// The calendars of three runs, for the meetings: as it is, with a task on another day, with it withdrawn.
import { readFileSync } from "node:fs";

export const text = (number) => readFileSync(`${process.env.INPUTS}/calendar-${number}.ics`, "utf8");
export const [before, after] = readFileSync(`${process.env.INPUTS}/moved.txt`, "utf8").trim().split(" ");
export const isMoved = (summary, uid) =>
  summary.includes("やまびこ観光株式会社") && summary.includes("START_PAID_SERVICE ACV2") && uid.startsWith("option-order");
export const saw = (check, value) => console.log(`${check} = ${value ? "yes" : "no"}`);
