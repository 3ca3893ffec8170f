/** Video and audio components. Those that need a device or a stream show a drawn scene. */
import type { Elements } from "../index.ts";
import { LivePlayer, LivePusher, VoipRoom } from "./live.ts";
import { Audio } from "./audio.ts";
import { Video } from "./video.ts";
import { Camera } from "./camera.ts";

export const elements: Elements = {
  video: Video,
  audio: Audio,
  camera: Camera,
  "live-player": LivePlayer,
  "live-pusher": LivePusher,
  "voip-room": VoipRoom,
};
