/** The device's language, and the app's texts in that language. Both stay the same while the app runs. */
import { choose, deviceLanguage } from "../design/strings";
import { texts } from "../texts";

export const language = deviceLanguage();
export const text = choose(texts, language);
