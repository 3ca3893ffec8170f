/** The language of the device, and the app's texts in it, for as long as the app runs. */
import { choose, deviceLanguage } from "../design/strings";
import { texts } from "../texts";

export const language = deviceLanguage();
export const text = choose(texts, language);
