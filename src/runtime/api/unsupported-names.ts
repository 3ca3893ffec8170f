/**
 * Names of WeChat's typings that no area implements, by form; each event stands for `on…` and `off…`. Written by
 * support.test.ts with `UPDATE=1`.
 */
export const unsupportedNames = {
  async:
    "addFileToFavorites addPaymentPassFinish addPaymentPassGetCertificateData addVideoToFavorites" +
    " authorizeForMiniProgram bindEmployeeRelation canAddSecureElementPass checkDeviceSupportHevc" +
    " checkEmployeeRelation checkIsSupportFacialRecognition checkTransitCardSupport deleteTransitCard" +
    " enterChatToolMode exitVoIPChat faceDetect getChannelsShareKey getCommonConfig getDeviceVoIPList" +
    " getSecureElementPasses getShowSplashAdStatus getTransitCardCPLC getTransitCardInfo" +
    " getTransitCardList initFaceDetect issueTransitCard join1v1Chat joinVoIPChat jumpToOfflinePay" +
    " loadBuiltInFontFace openChannelsLiveNoticeInfo openDesignerProfile openHKOfflinePayView" +
    " openInquiriesTopic openSingleStickerView openStickerIPView openStickerSetView pluginLogin" +
    " postMessageToReferrerMiniProgram postMessageToReferrerPage preloadAssets preloadSkylineView" +
    " preloadWebview rechargeTransitCard removeSecureElementPass requestAppleSubscribeSign" +
    " requestCommonPayment requestDeviceVoIP requestFacialVerify requestSubscribeEmployeeMessage" +
    " rewriteRoute setEnable1v1Chat setWindowSize shareToWeRun showRedPackage stopFaceDetect" +
    " subscribeVoIPVideoMembers updateVoIPChatMuteConfig updateWeChatApp",
  sync: "checkIsPictureInPictureActive getXrFrameSystem revokeBufferURL",
  event:
    "ApiCategoryChange EmbeddedMiniProgramHeightChange GeneratePoster KeyDown KeyUp ParallelStateChange" +
    " UserOffTranslation UserTriggerTranslation VoIPChatInterrupted VoIPChatMembersChanged" +
    " VoIPChatSpeakersChanged VoIPChatStateChanged VoIPVideoMembersChanged WindowStateChange",
  object:
    "createBufferURL createCacheManager createGlobalPayment createMediaAudioPlayer createMediaRecorder" +
    " createTCPSocket getNFCAdapter getPluginUpdateManager getUserCryptoManager",
} as const;
