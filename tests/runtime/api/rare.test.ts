/** Simulations of what a browser cannot do: UDP sockets, model inference, VisionKit sessions. */
import { expect, test } from "vitest";
import { fakeWx } from "./fake-host.ts";

type Methods = Record<string, (...values: unknown[]) => unknown>;

function made(name: string, options: Parameters<typeof fakeWx>[0] = {}, ...values: unknown[]): Methods {
  return (fakeWx(options).wx[name] as (...given: unknown[]) => Methods)(...values);
}

const heard = <T>(holder: Methods, event: string): Promise<T> =>
  new Promise((resolve) => void holder[event]?.((value: T) => resolve(value)));

const text = (message: ArrayBuffer): string => new TextDecoder().decode(message);

interface Message {
  readonly message: ArrayBuffer;
  readonly remoteInfo: object;
  readonly localInfo: object;
}

test("UDP: one socket of the app receives what another sends", async () => {
  const { wx } = fakeWx();
  const create = wx["createUDPSocket"] as () => Methods;
  const [a, b] = [create(), create()];
  const from = a["bind"]?.() as number;
  const listening = heard(b, "onListening");
  const to = b["bind"]?.(9000);
  expect([from >= 1024, to]).toEqual([true, 9000]);
  await listening;
  const message = heard<Message>(b, "onMessage");
  a["send"]?.({
    address: "localhost",
    port: 9000,
    message: new Uint8Array([65, 66, 67, 68]).buffer,
    offset: 1,
    length: 2,
  });
  const { message: bytes, remoteInfo, localInfo } = await message;
  expect(text(bytes)).toBe("BC");
  expect(remoteInfo).toEqual({ address: "127.0.0.1", family: "IPv4", port: from, size: 2 });
  expect(localInfo).toEqual({ address: "127.0.0.1", family: "IPv4", port: 9000 });
  // "Connected" sockets can omit the address.
  const second = heard<Message>(b, "onMessage");
  a["connect"]?.({ address: "127.0.0.1", port: 9000 });
  a["write"]?.({ message: "again" });
  expect(text((await second).message)).toBe("again");
});

test("UDP: a datagram to another address goes to the host, whose answer arrives as a datagram", async () => {
  const socket = made("createUDPSocket", {
    handlers: { "open.call": ({ api, options }) => ({ message: `${api} ${String(options["address"])}` }) },
  });
  const message = heard<Message>(socket, "onMessage");
  socket["send"]?.({ address: "192.0.2.7", port: 53, message: "who?" });
  const { message: bytes, remoteInfo } = await message;
  expect(text(bytes)).toBe("UDPSocket.send 192.0.2.7");
  expect(remoteInfo).toMatchObject({ address: "192.0.2.7", port: 53 });
});

test("UDP: a closed socket reports that, cannot send, and its port is free again", async () => {
  const { wx } = fakeWx();
  const create = wx["createUDPSocket"] as () => Methods;
  const [a, b] = [create(), create()];
  a["bind"]?.(7000);
  const taken = heard(b, "onError");
  expect(b["bind"]?.(7000)).toBe(0);
  expect(await taken).toEqual({ errMsg: "bind:fail address already in use" });
  const closed = heard(a, "onClose");
  a["close"]?.();
  await closed;
  const failed = heard(a, "onError");
  a["send"]?.({ address: "localhost", port: 7000, message: "x" });
  expect(await failed).toEqual({ errMsg: "send:fail socket is closed" });
  expect(b["bind"]?.(7000)).toBe(7000);
  const wrong = heard<{ errMsg: string }>(b, "onError");
  b["send"]?.({ address: "localhost", message: "x" });
  expect((await wrong).errMsg).toContain("parameter.port should be Number instead of Undefined");
});

const model = { model: "models/a.onnx" };
const withModel = { preloaded: { packageFiles: { "models/a.onnx": 4 } } };

test("inference: the host answers for the model; without an answer the session fails", async () => {
  const session = made(
    "createInferenceSession",
    {
      ...withModel,
      handlers: {
        "open.call": ({ api, options }) => (api === "InferenceSession.run" ? { out: options["tensors"] } : {}),
      },
    },
    model,
  );
  await heard(session, "onLoad");
  const tensor = { type: "float32", data: new Float32Array([1]).buffer, shape: [1] };
  expect(await session["run"]?.({ input: tensor })).toEqual({ out: { input: tensor } });
  session["destroy"]?.();
  await expect(session["run"]?.({})).rejects.toEqual({ errMsg: "InferenceSession.run:fail session is not loaded" });

  const alone = made("createInferenceSession", withModel, model);
  expect(await heard(alone, "onError")).toEqual({ errMsg: "createInferenceSession:fail not in this test's host" });
  const lost = made("createInferenceSession", {}, { model: "none.onnx" });
  expect(await heard<{ errMsg: string }>(lost, "onError")).toMatchObject({
    errMsg: expect.stringContaining("createInferenceSession:fail no such file") as string,
  });
});

test("VisionKit: without the host's answers the device is not supported; with them there are anchors and frames", async () => {
  const { wx } = fakeWx();
  expect((wx["isVKSupport"] as (version: string) => boolean)("v1")).toBe(false);
  const without = made("createVKSession", {}, { track: { face: { mode: 2 } } });
  expect(await new Promise((resolve) => void without["start"]?.(resolve))).toBe(2_000_002);
  expect(without["getVKFrame"]?.(10, 10)).toBe(null);

  const face = { id: 1, origin: { x: 0, y: 0 } };
  const session = made(
    "createVKSession",
    { handlers: { "open.call": ({ api }) => ({ anchors: api === "VKSession.start" ? [face] : [] }) } },
    { track: { face: { mode: 2 } } },
  );
  const on = (event: string): Promise<unknown> => new Promise((resolve) => void session["on"]?.(event, resolve));
  const [added, removed] = [on("addAnchors"), on("removeAnchors")];
  expect(await new Promise((resolve) => void session["start"]?.(resolve))).toBe(0);
  expect(await added).toEqual([face]);
  session["detectFace"]?.({ frameBuffer: new ArrayBuffer(4), width: 1, height: 1 });
  expect(await removed).toEqual([]);
  for (const name of ["detectShoe", "detectIDCard"]) {
    const again = on("removeAnchors");
    session[name]?.({ frameBuffer: new ArrayBuffer(4), width: 1, height: 1 });
    expect(await again).toEqual([]);
  }
  await new Promise((resolve) => void session["requestAnimationFrame"]?.(resolve));
  const frame = session["getVKFrame"]?.(20, 10) as {
    camera: { getProjectionMatrix(near: number, far: number): Float32Array };
  };
  expect(frame.camera.getProjectionMatrix(1, 3)[10]).toBe(-2);
});
