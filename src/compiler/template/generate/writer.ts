/** Collects the code of a module and the source offsets of its parts. */
import type { SourceText } from "../../source/text.ts";
import { createPositionOf } from "./positions.ts";

const HEAD = "function($){const{b,d,x,s,g,t,a,p,u,k,I,F,T,N}=$";

export class ModuleWriter {
  code = "";
  /** Whether to collect `mappings`. */
  readonly isMapped: boolean;
  readonly mappings: number[] = [];
  /** Skeletons of the blocks as JSON, in the order in which they are declared. */
  readonly skeletons: string[] = [];
  /** Groups of four: head, body, tail, marks. */
  readonly #pieces: (string | readonly number[])[] = [];
  #constants: Map<string, string> | undefined;
  #blocks = 0;

  /** `line:column` of an offset in the WXML. */
  readonly positionOf: (offset: number) => string;

  constructor(source: SourceText, isMapped: boolean) {
    this.positionOf = createPositionOf(source);
    this.isMapped = isMapped;
  }

  /** A name for a block's variable. */
  nextBlock(): string {
    return `b${this.#blocks++}`;
  }

  /** A variable that holds a value for the whole module. Equal code shares one variable. */
  constant(code: string): string {
    const constants = (this.#constants ??= new Map());
    let name = constants.get(code);
    if (name === undefined) {
      name = `n${constants.size}`;
      constants.set(code, name);
    }
    return name;
  }

  /** Adds the declaration of a block. The offsets in `marks` count from the beginning of `body`. */
  addPiece(head: string, body: string, tail: string, marks: readonly number[]): void {
    this.#pieces.push(head, body, tail, marks);
  }

  /** Writes the head, the constants and all added pieces. */
  open(): void {
    this.code = HEAD;
    for (const [code, name] of this.#constants ?? []) this.code += `,${name}=${code}`;
    const pieces = this.#pieces;
    for (let i = 0; i < pieces.length; i += 4) {
      this.code += `,${pieces[i] as string}`;
      const base = this.code.length;
      const marks = pieces[i + 3] as readonly number[];
      for (let j = 0; j < marks.length; j += 2) {
        this.mappings.push(base + (marks[j] as number), marks[j + 1] as number);
      }
      this.code += (pieces[i + 1] as string) + (pieces[i + 2] as string);
    }
  }

  write(code: string): void {
    this.code += code;
  }

  /** Maps the code written next to this source offset. */
  mark(offset: number): void {
    if (this.isMapped) this.mappings.push(this.code.length, offset);
  }
}
