import type { Measure } from './measure.ts';

/** One thing that is measured, at every peer in the same way. */
export interface Case<Options> {
  readonly name: string;
  readonly about: string;
  /** The options for the server under test. */
  readonly options: Options;
  readonly measure: (peer: string) => Measure;
  /** Peers that are not measured in this case. */
  readonly without?: readonly string[];
  /** Measured in the first round only. */
  readonly once?: boolean;
  /** Measured only if it is named on the command line. */
  readonly extra?: boolean;
}
