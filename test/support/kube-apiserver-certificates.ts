import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

// Node reads certificates but cannot make them. These few lines of DER do, so
// that no openssl is needed, and the envtest server gets the same as our own.

export interface Certificate {
  /** PEM */
  readonly cert: string;
  /** PEM, PKCS #8 */
  readonly key: string;
}

export interface CertificateAuthority {
  /** PEM */
  readonly cert: string;
  /** For a client: Kubernetes reads the user from CN and the groups from O. */
  client(user: string, groups: readonly string[]): Certificate;
  /** For a server on this machine's loopback interface, at 127.0.0.1 and further IPv4 addresses. */
  loopbackServer(...addresses: string[]): Certificate;
  /** One that this one vouches for. */
  intermediate(): CertificateAuthority;
}

export function createCertificateAuthority(): CertificateAuthority {
  return authority('test-ca');
}

/** @param root who vouches for it; none: it does so itself */
function authority(commonName: string, root?: Issuer): CertificateAuthority {
  const subject = name(commonName, []);
  const { publicKey, privateKey } = keyPair();
  const issuer: Issuer = { subject, privateKey };
  const issueTo = (holder: Buffer, extensions: Buffer[]): Certificate => {
    const own = keyPair();
    return {
      cert: certificate(issuer, holder, own.publicKey, extensions),
      key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };
  return {
    cert: certificate(root ?? issuer, subject, publicKey, [IS_CA, MAY_SIGN_CERTIFICATES]),
    client: (user, groups) => issueTo(name(user, groups), [MAY_SIGN, FOR_CLIENT]),
    loopbackServer: (...addresses) =>
      issueTo(name('kube-apiserver', []), [MAY_SIGN, FOR_SERVER, loopbackNames(addresses)]),
    intermediate: () => authority('test-intermediate', issuer),
  };
}

/** An RSA key pair would do as well, and take longer. */
export function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

interface Issuer {
  readonly subject: Buffer;
  readonly privateKey: KeyObject;
}

function certificate(issuer: Issuer, subject: Buffer, publicKey: KeyObject, extensions: Buffer[]): string {
  const now = Date.now();
  const validity = sequence(time(now - HOUR), time(now + 7 * 24 * HOUR));
  const serial = randomBytes(16);
  serial[0] = 1; // a positive number, without leading zeros
  const toBeSigned = sequence(
    tlv(0xa0, tlv(INTEGER, Buffer.of(2))), // X.509 v3
    tlv(INTEGER, serial),
    ECDSA_WITH_SHA256,
    issuer.subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuer.privateKey);
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, tlv(BIT_STRING, Buffer.of(0), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function name(commonName: string, organizations: readonly string[]): Buffer {
  const part = (oid: string, text: string) => tlv(SET, sequence(objectId(oid), tlv(UTF8_STRING, Buffer.from(text))));
  return sequence(...organizations.map(text => part('55040a', text)), part('550403', commonName));
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [tlv(BOOLEAN, Buffer.of(0xff))] : [];
  return sequence(objectId(oid), ...flag, tlv(OCTET_STRING, value));
}

function loopbackNames(addresses: readonly string[]): Buffer {
  const all = ['127.0.0.1', ...addresses].map(address => tlv(0x87, Buffer.from(address.split('.').map(Number))));
  return extension('551d11', false, sequence(tlv(0x82, Buffer.from('localhost')), ...all));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '').slice(2, 14);
  return tlv(UTC_TIME, Buffer.from(`${digits}Z`));
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(SEQUENCE, ...parts);
}

function objectId(hex: string): Buffer {
  return tlv(OBJECT_ID, Buffer.from(hex, 'hex'));
}

/** Tag, length, value: all that DER is made of. */
function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const size = value.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), value]);
}

const HOUR = 3_600_000;

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const IS_CA = extension('551d13', true, sequence(tlv(BOOLEAN, Buffer.of(0xff))));
const MAY_SIGN_CERTIFICATES = extension('551d0f', true, tlv(BIT_STRING, Buffer.of(2, 0x04)));
const MAY_SIGN = extension('551d0f', true, tlv(BIT_STRING, Buffer.of(7, 0x80)));
const FOR_SERVER = extension('551d25', false, sequence(objectId('2b06010505070301')));
const FOR_CLIENT = extension('551d25', false, sequence(objectId('2b06010505070302')));
