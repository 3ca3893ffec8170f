/** The benchmark's page: creates the candidates and runs the rounds. */
import { change, makeRows } from "./rows.mjs";
import { openHandWritten } from "./peers/hand-written.mjs";
import { openVue } from "./peers/vue.mjs";
import { openGlassEasel } from "./peers/glass-easel.mjs";
import { openOneThread, openThroughWorker } from "./ours.dom.ts";

const openers = {
  hand: openHandWritten,
  "one thread": openOneThread,
  worker: openThroughWorker,
  vue: openVue,
  "glass-easel": openGlassEasel,
};

/**
 * One candidate in a document of its own.
 *
 * @returns per operation the times of each round, in milliseconds
 */
globalThis.measure = async ({ candidate, kind, count, rounds, operations, app, partSize }) => {
  const place = document.createElement("div");
  document.body.append(place);
  const one = await openers[candidate]({ place, kind, app, partSize });
  const times = {};
  let rows = [];
  const step = async (name, record) => {
    const before = rows;
    before.wanted = count;
    const next = change(name, before);
    // The candidate gets its own copy of the data, in its Worker or here.
    const set = structuredClone(next.set);
    await one.prepare?.(set);
    await settle();
    const result = await one.apply(set, next.rows, name);
    rows = next.rows;
    if (record) (times[name] ??= []).push(result);
    check(place, rows);
  };
  for (let round = 0; round < rounds + 2; round++) {
    const record = round >= 2;
    if (rows.length > 0) await step("clear", false);
    await step("create", record && operations.includes("create"));
    for (const name of operations) {
      if (name === "create" || name === "clear") continue;
      await step(name, record);
      if (name === "append" || name === "remove") await step("replace", false);
    }
    if (operations.includes("clear")) await step("clear", record);
  }
  one.close?.();
  place.remove();
  return times;
};

/**
 * Milliseconds from the end of a touch to the class that its handler sets, on an untouched row each time. For the
 * Worker, also the time of empty round trips.
 */
globalThis.taps = async ({ candidate, kind, count, taps, app }) => {
  const place = document.createElement("div");
  document.body.append(place);
  const one = await openers[candidate]({ place, kind, app });
  const rows = makeRows(count);
  await one.prepare?.({ rows });
  await one.apply({ rows }, rows, "create");
  const around = place.childElementCount > 0 ? place : document;
  const shown = [...around.querySelectorAll(`[class*="row"]`)].filter((row) => /(^|[ -])row( |$)/.test(row.className));
  const times = [];
  const echoes = [];
  for (let i = 0; i < taps + 20; i++) {
    const row = shown[(i * 37) % shown.length];
    const target = row.querySelector(`[class*="label"]`);
    const fire = (type) =>
      target.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerType: "mouse",
          pointerId: 1,
          button: 0,
          buttons: 1,
          isPrimary: true,
        }),
      );
    await new Promise((resolve) => setTimeout(resolve, 5));
    fire("pointerdown");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const seen = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(row, { attributes: true, attributeFilter: ["class"] });
    });
    const start = performance.now();
    fire("pointerup");
    fire("click");
    const time = (await seen) - start;
    if (!/(^|[ -])on( |$)/.test(row.className)) throw new Error(`a tap did not select its row: ${row.className}`);
    // The first ones warm up the JavaScript engine.
    if (i >= 20) times.push(time);
    if (one.echo && i >= 20) echoes.push(await one.echo());
  }
  one.close?.();
  place.remove();
  return { times, echoes };
};

/** Matches prefixed class names too; some candidates render into the body. */
function check(place, rows) {
  const all = (around, name) =>
    [...around.querySelectorAll(`[class*="${name}"]`)].filter((one) =>
      new RegExp(`(^|[ -])${name}( |$)`).test(one.className),
    );
  const shown = all(place.childElementCount > 0 ? place : document, "row");
  const text = (row) => {
    const [id, label] = ["id", "label"].map((name) => all(row, name)[0].textContent);
    return `${id}|${label}|${all(row, "hot").length === 1}`;
  };
  if (shown.length !== rows.length) {
    throw new Error(`${shown.length} rows instead of ${rows.length}: ${document.body.innerHTML.slice(0, 300)}`);
  }
  for (const i of [0, 1, rows.length >> 1, rows.length - 2, rows.length - 1]) {
    const row = rows[i];
    if (row && text(shown[i]) !== `${row.id}|${row.label}|${row.hot}`) throw new Error(`row ${i}: ${text(shown[i])}`);
  }
}

/**
 * Finishes pending layout and paint, which candidates that wait for a Worker would otherwise include. Then collects
 * garbage, if the browser exposes `gc`.
 */
async function settle() {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve, 0));
  globalThis.gc?.();
}

/** @returns bytes of JavaScript heap per row */
globalThis.memory = async ({ candidate, kind, count, app }) => {
  const place = document.createElement("div");
  document.body.append(place);
  const one = await openers[candidate]({ place, kind, app });
  const used = async () => {
    for (let i = 0; i < 4; i++) await settle();
    return performance.memory.usedJSHeapSize;
  };
  const rows = makeRows(count);
  const apply = async (set, next, name) => {
    await one.prepare?.(set);
    await one.apply(set, next, name);
  };
  await apply({ rows }, rows, "create");
  await apply({ rows: [] }, [], "clear");
  const before = await used();
  await apply({ rows }, rows, "create");
  const after = await used();
  return (after - before) / count;
};
