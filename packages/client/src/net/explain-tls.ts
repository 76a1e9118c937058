import { codeOf, messageOf } from '../../../../common/thrown.ts';

/** Says in plain words why an encrypted connection failed, and what to do about it. */
export function explainTls(error: unknown, server: string): string {
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `${server} has a certificate signed by itself: trust it by giving its file as CA (--ca)`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `Nobody trusted here has signed the certificate of ${server}: give the file of its CA (--ca)`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${server} has expired`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${server} is not valid yet: is the clock right?`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${server} is for another name: ${messageOf(error)}`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${server} speaks no TLS on this port`;
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return `${server} ended the connection instead of answering in TLS`;
    default:
      return `No trusted connection to ${server}: ${code || messageOf(error)}`;
  }
}
