/**
 * Takes a screenshot of the phone's screen with the browser's screen capture. The app's frames have another origin, so
 * no other API can read their pixels. Only Chromium captures a tab. Firefox and Safari capture a window or the whole
 * screen, which is saved as it is, because a page cannot know where it is in such a picture.
 *
 * @param note receives what the user should know about the result
 */
export async function saveScreenshot(screen: HTMLElement, name: string, note: (text: string) => void): Promise<void> {
  try {
    const isTab = await save(screen, name);
    if (!isTab) note("the screenshot shows more than the phone: share this tab, if your browser can");
  } catch (error) {
    note(`no screenshot: ${String(error)}`);
  }
}

/** @returns whether the picture shows the phone's screen alone */
async function save(screen: HTMLElement, name: string): Promise<boolean> {
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { displaySurface: "browser" },
    audio: false,
    preferCurrentTab: true,
  } as DisplayMediaStreamOptions);
  try {
    const video = document.createElement("video");
    video.srcObject = stream;
    await video.play();
    const isTab = stream.getVideoTracks()[0]?.getSettings().displaySurface === "browser";
    const scale = isTab ? video.videoWidth / innerWidth : 1;
    const { left, top, width, height } = isTab
      ? screen.getBoundingClientRect()
      : new DOMRect(0, 0, video.videoWidth, video.videoHeight);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas
      .getContext("2d")
      ?.drawImage(video, left * scale, top * scale, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (!blob) throw new Error("could not create the screenshot");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return isTab;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
