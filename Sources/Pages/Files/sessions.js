// Part of the lessons page: which first lessons there are. Dates and times are New York's, wherever the browser is.

const offered = [
  { id: "first", inDays: 9, time: "3:00 p.m." },
  { id: "second", inDays: 14, time: "4:00 p.m." },
  { id: "third", inDays: 21, time: "5:00 p.m." },
];

/** The day it is in New York, as the midnight in UTC of that date: adding days to it never meets a clock change. */
function newYorkDay(now) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York", year: "numeric", month: "numeric", day: "numeric",
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day);
}

function part(date, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(date);
}

/** `{ id, date: "2026-11-30", weekday: "Monday", label: "30 Nov 3:00 p.m." }`, three of them. */
export function sessions(now = new Date()) {
  return offered.map(({ id, inDays, time }) => {
    const date = new Date(newYorkDay(now) + inDays * 24 * 60 * 60 * 1000);
    const day = part(date, { day: "2-digit" });
    const month = part(date, { month: "short" });
    return {
      id,
      date: date.toISOString().slice(0, 10),
      weekday: part(date, { weekday: "long" }),
      label: `${day} ${month} ${time}`,
    };
  });
}
