/** Replaces the HTTP client of tuf-js in the bundle. We always pass our own fetcher, so it is never called. */
export default function fetch() {
  throw new Error("tuf-js was not given a fetcher");
}
fetch.defaults = () => fetch;
