import { X509Certificate } from 'node:crypto';
import { ServerError } from './errors.ts';
import { readTls, type TlsOptions } from './tls.ts';
import type { TlsMaterial } from './tls-material.ts';

/** Key and certificate that a server uses, and the options they were read by. */
export class TlsInUse {
  readonly material: TlsMaterial;
  readonly #options: TlsOptions;

  private constructor(options: TlsOptions, material: TlsMaterial) {
    this.#options = options;
    this.material = material;
  }

  /** Reads key and certificate and tries them. @throws what `readTls()` throws */
  static async read(options: TlsOptions): Promise<TlsInUse> {
    return new TlsInUse(options, await readTls(options));
  }

  /**
   * Reads key and certificate again, or others.
   *
   * @throws {ServerError} `ERR_SERVER_TLS` if they can't be used; or have expired, and those in use have not
   */
  async next(options?: TlsOptions): Promise<TlsInUse> {
    const { allowPlain = false } = this.#options;
    const next = await TlsInUse.read({ allowPlain, ...(options ?? this.#options) });
    if (next.dateProblem !== undefined && this.dateProblem === undefined)
      throw new ServerError(
        'ERR_SERVER_TLS',
        `Cannot use the TLS certificate: ${next.dateProblem}`,
      );
    return next;
  }

  /** What is wrong with the dates of the certificate, if anything: clients that verify it refuse it. */
  get dateProblem(): string | undefined {
    const { validFromDate, validToDate } = new X509Certificate(this.material.cert);
    const now = Date.now();
    if (now > validToDate.getTime()) return `it expired on ${validToDate.toISOString()}`;
    if (now < validFromDate.getTime())
      return `it is not valid before ${validFromDate.toISOString()}`;
    return undefined;
  }
}
