/** Data for the page, until there is a server. */
export interface Greeting {
  readonly language: string;
  readonly text: string;
}

export const greetings: readonly Greeting[] = [
  { language: "English", text: "Hello" },
  { language: "中文", text: "你好" },
  { language: "Français", text: "Bonjour" },
];
