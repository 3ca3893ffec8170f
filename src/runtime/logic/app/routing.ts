/** The five navigation functions for authors: on `wx`, `this.router` and `this.pageRouter`. */
import { callApi } from "./call-api.ts";
import type { ApiCallbacks, ApiResult } from "./call-api.ts";
import type { Router, UrlOptions } from "./router.ts";

type Answer = Promise<ApiResult> | undefined;

export interface Routing {
  navigateTo(options: UrlOptions & ApiCallbacks & { readonly events?: unknown }): Answer;
  redirectTo(options: UrlOptions & ApiCallbacks): Answer;
  switchTab(options: UrlOptions & ApiCallbacks): Answer;
  reLaunch(options: UrlOptions & ApiCallbacks): Answer;
  navigateBack(options?: ApiCallbacks & { readonly delta?: unknown }): Answer;
}

/** @param base what relative URLs are relative to; by default the current page */
export function createRouting(router: Router, base: string | undefined, report: (error: unknown) => void): Routing {
  return {
    navigateTo: (options) => callApi("navigateTo", options ?? {}, router.navigateTo(options, base), report),
    redirectTo: (options) => callApi("redirectTo", options ?? {}, router.redirectTo(options, base), report),
    switchTab: (options) => callApi("switchTab", options ?? {}, router.switchTab(options, base), report),
    reLaunch: (options) => callApi("reLaunch", options ?? {}, router.reLaunch(options, base), report),
    navigateBack: (options = {}) => callApi("navigateBack", options, router.navigateBack(options), report),
  };
}
