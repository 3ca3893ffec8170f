/**
 * Names of the late areas of `wx.*`, whose functions are created at the first call of one of them, by area and support.
 * Written by support.test.ts with `UPDATE=1`.
 */
export interface LateNames {
  readonly real?: string;
  readonly "stand-in"?: string;
}

export const lateNames: Readonly<Record<"file" | "media" | "audio" | "canvas" | "context", LateNames>> = {
  file: {
    real:
      "getFileSystemManager saveFile getSavedFileList removeSavedFile getFileInfo getSavedFileInfo" +
      " openDocument saveFileToDisk",
  },
  media: {
    real:
      "chooseImage chooseMedia chooseVideo chooseMessageFile previewImage previewMedia getImageInfo" +
      " compressImage saveImageToPhotosAlbum getVideoInfo saveVideoToPhotosAlbum",
    "stand-in": "cropImage editImage compressVideo openVideoEditor",
  },
  audio: {
    real:
      "createInnerAudioContext getBackgroundAudioManager setInnerAudioOption getAvailableAudioSources" +
      " playVoice pauseVoice stopVoice playBackgroundAudio pauseBackgroundAudio stopBackgroundAudio" +
      " seekBackgroundAudio getBackgroundAudioPlayerState onBackgroundAudioPlay offBackgroundAudioPlay" +
      " onBackgroundAudioPause offBackgroundAudioPause onBackgroundAudioStop offBackgroundAudioStop" +
      " getRecorderManager",
    "stand-in": "startRecord stopRecord",
  },
  canvas: {
    real:
      "createCanvasContext createContext drawCanvas createOffscreenCanvas canvasToTempFilePath" +
      " canvasGetImageData canvasPutImageData",
  },
  context: {
    real: "createVideoContext createAudioContext",
    "stand-in": "createLivePlayerContext createLivePusherContext createCameraContext createMapContext",
  },
};
