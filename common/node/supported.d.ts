export declare const supportedNode: string;
export declare function unsupportedNode(version: string): string | undefined;
