/**
 * Takes a screenshot of the phone's screen with the browser's screen capture. The app's frames have another origin, so
 * no other API can read their pixels.
 */
export async function saveScreenshot(screen: HTMLElement, name: string): Promise<void> {
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { displaySurface: "browser" },
    audio: false,
    preferCurrentTab: true,
  } as DisplayMediaStreamOptions);
  try {
    const video = document.createElement("video");
    video.srcObject = stream;
    await video.play();
    const scale = video.videoWidth / innerWidth;
    const { left, top, width, height } = screen.getBoundingClientRect();
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
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
