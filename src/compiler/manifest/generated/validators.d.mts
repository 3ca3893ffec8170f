import type { Validator } from "../misfits.ts";

export declare const validateApp: Validator;
export declare const validatePage: Validator;
export declare const validateComponent: Validator;
export declare const validateProjectConfig: Validator;
export declare const validateSitemap: Validator;
export declare const validateTheme: Validator;
export declare const validateMiniapp: Validator;
