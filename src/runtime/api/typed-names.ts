/** All functions of `wx` in WeChat's typings, by form. Written by scripts/generate-api-names.mjs. */
export const typedNames = {
  async:
    "addCard addFileToFavorites addPaymentPassFinish addPaymentPassGetCertificateData addPhoneCalendar" +
    " addPhoneContact addPhoneRepeatCalendar addVideoToFavorites authPrivateMessage authorize" +
    " authorizeForMiniProgram batchGetStorage batchSetStorage bindEmployeeRelation canAddSecureElementPass" +
    " canvasGetImageData canvasPutImageData canvasToTempFilePath checkDeviceSupportHevc checkEmployeeRelation" +
    " checkIsAddedToMyMiniProgram checkIsOpenAccessibility checkIsSoterEnrolledInDevice" +
    " checkIsSupportFacialRecognition checkIsSupportSoterAuthentication checkSession checkTransitCardSupport" +
    " chooseAddress chooseContact chooseImage chooseInvoice chooseInvoiceTitle chooseLicensePlate chooseLocation" +
    " chooseMedia chooseMessageFile choosePoi chooseVideo clearStorage closeBLEConnection closeBluetoothAdapter" +
    " closeSocket compressImage compressVideo connectWifi createBLEConnection createBLEPeripheralServer" +
    " cropImage deleteTransitCard disableAlertBeforeUnload editImage enableAlertBeforeUnload enterChatToolMode" +
    " exitMiniProgram exitVoIPChat faceDetect getAvailableAudioSources getBLEDeviceCharacteristics" +
    " getBLEDeviceRSSI getBLEDeviceServices getBLEMTU getBackgroundAudioPlayerState getBackgroundFetchData" +
    " getBackgroundFetchToken getBatteryInfo getBeacons getBluetoothAdapterState getBluetoothDevices" +
    " getChannelsLiveInfo getChannelsLiveNoticeInfo getChannelsShareKey getChatToolInfo getClipboardData" +
    " getCommonConfig getConnectedBluetoothDevices getConnectedWifi getDeviceBenchmarkInfo getDeviceVoIPList" +
    " getExtConfig getFuzzyLocation getGroupEnterInfo getHCEState getImageInfo getInferenceEnvInfo" +
    " getLocalIPAddress getLocation getNetworkType getPrivacySetting getRandomValues getRendererUserAgent" +
    " getScreenBrightness getScreenRecordingState getSecureElementPasses getSelectedTextRange getSetting" +
    " getShareInfo getShowSplashAdStatus getSkylineInfo getStorage getStorageInfo getSystemInfo" +
    " getSystemInfoAsync getTransitCardCPLC getTransitCardInfo getTransitCardList getUserInfo getUserProfile" +
    " getVideoInfo getWeRunData getWifiList hideHomeButton hideKeyboard hideLoading hideNavigationBarLoading" +
    " hideShareMenu hideTabBar hideTabBarRedDot hideToast initFaceDetect isBluetoothDevicePaired" +
    " issueTransitCard join1v1Chat joinVoIPChat jumpToOfflinePay loadBuiltInFontFace loadFontFace login" +
    " makeBluetoothPair makePhoneCall navigateBack navigateBackMiniProgram navigateTo navigateToMiniProgram" +
    " nextTick notifyBLECharacteristicValueChange notifyGroupMembers openAppAuthorizeSetting" +
    " openBluetoothAdapter openCard openChannelsActivity openChannelsEvent openChannelsLive" +
    " openChannelsLiveNoticeInfo openChannelsUserProfile openChatTool openCustomerServiceChat" +
    " openDesignerProfile openDocument openEmbeddedMiniProgram openHKOfflinePayView openInquiriesTopic" +
    " openLocation openOfficialAccountArticle openOfficialAccountChat openOfficialAccountProfile" +
    " openPrivacyContract openSetting openSingleStickerView openStickerIPView openStickerSetView" +
    " openStoreCouponDetail openStoreOrderDetail openSystemBluetoothSetting openVideoEditor pageScrollTo" +
    " pauseBackgroundAudio pauseVoice playBackgroundAudio playVoice pluginLogin postMessageToReferrerMiniProgram" +
    " postMessageToReferrerPage preloadAssets preloadSkylineView preloadWebview previewImage previewMedia" +
    " reLaunch readBLECharacteristicValue rechargeTransitCard redirectTo removeSecureElementPass removeStorage" +
    " removeTabBarBadge requestAppleSubscribeSign requestCommonPayment requestDeviceVoIP requestFacialVerify" +
    " requestIdleCallback requestMerchantTransfer requestOrderPayment requestPayment requestPluginPayment" +
    " requestSubscribeDeviceMessage requestSubscribeEmployeeMessage requestSubscribeMessage" +
    " requestVirtualPayment requirePrivacyAuthorize reserveChannelsLive restartMiniProgram rewriteRoute" +
    " saveFileToDisk saveImageToPhotosAlbum saveVideoToPhotosAlbum scanCode seekBackgroundAudio" +
    " selectGroupMembers sendHCEMessage sendSms sendSocketMessage setBLEMTU setBackgroundColor" +
    " setBackgroundFetchToken setBackgroundTextStyle setClipboardData setEnable1v1Chat setEnableDebug" +
    " setInnerAudioOption setKeepScreenOn setNavigationBarColor setNavigationBarTitle setScreenBrightness" +
    " setStorage setTabBarBadge setTabBarItem setTabBarStyle setTopBarText setVisualEffectOnCapture setWifiList" +
    " setWindowSize shareAppMessageToGroup shareEmojiToGroup shareFileMessage shareFileToGroup shareImageToGroup" +
    " shareToOfficialAccount shareToWeRun shareVideoMessage shareVideoToGroup showActionSheet showLoading" +
    " showModal showNavigationBarLoading showRedPackage showShareImageMenu showShareMenu showTabBar" +
    " showTabBarRedDot showToast startAccelerometer startBeaconDiscovery startBluetoothDevicesDiscovery" +
    " startCompass startDeviceMotionListening startGyroscope startHCE startLocalServiceDiscovery" +
    " startLocationUpdate startLocationUpdateBackground startPullDownRefresh startRecord" +
    " startSoterAuthentication startWifi stopAccelerometer stopBackgroundAudio stopBeaconDiscovery" +
    " stopBluetoothDevicesDiscovery stopCompass stopDeviceMotionListening stopFaceDetect stopGyroscope stopHCE" +
    " stopLocalServiceDiscovery stopLocationUpdate stopPullDownRefresh stopRecord stopVoice stopWifi" +
    " subscribeVoIPVideoMembers switchTab updateShareMenu updateVoIPChatMuteConfig updateWeChatApp vibrateLong" +
    " vibrateShort writeBLECharacteristicValue",
  sync:
    "arrayBufferToBase64 base64ToArrayBuffer batchGetStorageSync batchSetStorageSync canIUse cancelIdleCallback" +
    " checkIsPictureInPictureActive clearStorageSync getAccountInfoSync getApiCategory getAppAuthorizeSetting" +
    " getAppBaseInfo getBatteryInfoSync getDeviceInfo getEnterOptionsSync getExptInfoSync getExtConfigSync" +
    " getLaunchOptionsSync getMenuButtonBoundingClientRect getSkylineInfoSync getStorageInfoSync getStorageSync" +
    " getSystemInfoSync getSystemSetting getWindowInfo getXrFrameSystem isVKSupport removeStorageSync" +
    " reportAnalytics reportEvent reportMonitor reportPerformance revokeBufferURL setStorageSync",
  event:
    "offAccelerometerChange offAfterPageLoad offAfterPageUnload offApiCategoryChange offAppHide offAppRoute" +
    " offAppRouteDone offAppShow offAudioInterruptionBegin offAudioInterruptionEnd" +
    " offBLECharacteristicValueChange offBLEConnectionStateChange offBLEMTUChange" +
    " offBLEPeripheralConnectionStateChanged offBatteryInfoChange offBeaconServiceChange offBeaconUpdate" +
    " offBeforeAppRoute offBeforePageLoad offBeforePageUnload offBluetoothAdapterStateChange" +
    " offBluetoothDeviceFound offCompassChange offCopyUrl offDeviceMotionChange" +
    " offEmbeddedMiniProgramHeightChange offError offGeneratePoster offGetWifiList offGyroscopeChange" +
    " offHCEMessage offKeyDown offKeyUp offKeyboardHeightChange offLazyLoadError offLocalServiceDiscoveryStop" +
    " offLocalServiceFound offLocalServiceLost offLocalServiceResolveFail offLocationChange" +
    " offLocationChangeError offMemoryWarning offMenuButtonBoundingClientRectWeightChange offNetworkStatusChange" +
    " offNetworkWeakChange offPageNotFound offParallelStateChange offScreenRecordingStateChanged offThemeChange" +
    " offUnhandledRejection offUserCaptureScreen offUserOffTranslation offUserTriggerTranslation" +
    " offVoIPChatInterrupted offVoIPChatMembersChanged offVoIPChatSpeakersChanged offVoIPChatStateChanged" +
    " offVoIPVideoMembersChanged offWifiConnected offWifiConnectedWithPartialInfo offWindowResize" +
    " offWindowStateChange onAccelerometerChange onAfterPageLoad onAfterPageUnload onApiCategoryChange onAppHide" +
    " onAppRoute onAppRouteDone onAppShow onAudioInterruptionBegin onAudioInterruptionEnd" +
    " onBLECharacteristicValueChange onBLEConnectionStateChange onBLEMTUChange" +
    " onBLEPeripheralConnectionStateChanged onBackgroundAudioPause onBackgroundAudioPlay onBackgroundAudioStop" +
    " onBackgroundFetchData onBatteryInfoChange onBeaconServiceChange onBeaconUpdate onBeforeAppRoute" +
    " onBeforePageLoad onBeforePageUnload onBluetoothAdapterStateChange onBluetoothDeviceFound onCompassChange" +
    " onCopyUrl onDeviceMotionChange onEmbeddedMiniProgramHeightChange onError onGeneratePoster onGetWifiList" +
    " onGyroscopeChange onHCEMessage onKeyDown onKeyUp onKeyboardHeightChange onLazyLoadError" +
    " onLocalServiceDiscoveryStop onLocalServiceFound onLocalServiceLost onLocalServiceResolveFail" +
    " onLocationChange onLocationChangeError onMemoryWarning onMenuButtonBoundingClientRectWeightChange" +
    " onNeedPrivacyAuthorization onNetworkStatusChange onNetworkWeakChange onPageNotFound onParallelStateChange" +
    " onScreenRecordingStateChanged onSocketClose onSocketError onSocketMessage onSocketOpen onThemeChange" +
    " onUnhandledRejection onUserCaptureScreen onUserOffTranslation onUserTriggerTranslation" +
    " onVoIPChatInterrupted onVoIPChatMembersChanged onVoIPChatSpeakersChanged onVoIPChatStateChanged" +
    " onVoIPVideoMembersChanged onWifiConnected onWifiConnectedWithPartialInfo onWindowResize" +
    " onWindowStateChange",
  object:
    "connectSocket createAnimation createAudioContext createBufferURL createCacheManager createCameraContext" +
    " createCanvasContext createGlobalPayment createInferenceSession createInnerAudioContext" +
    " createIntersectionObserver createInterstitialAd createLivePlayerContext createLivePusherContext" +
    " createMapContext createMediaAudioPlayer createMediaContainer createMediaRecorder createOffscreenCanvas" +
    " createRewardedVideoAd createSelectorQuery createTCPSocket createUDPSocket createVKSession" +
    " createVideoContext createVideoDecoder createWebAudioContext createWorker downloadFile" +
    " getBackgroundAudioManager getFileSystemManager getLogManager getNFCAdapter getPerformance" +
    " getPluginUpdateManager getRealtimeLogManager getRecorderManager getUpdateManager getUserCryptoManager" +
    " preDownloadSubpackage request uploadFile",
} as const;
