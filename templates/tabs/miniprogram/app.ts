import { loadSettings } from "./services/settings";

export interface TabsApp {
  settings: { largeText: boolean; notify: boolean };
}

App<TabsApp>({
  settings: loadSettings(),
});
