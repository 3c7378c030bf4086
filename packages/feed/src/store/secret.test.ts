import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { openStore, signId, signToken, storeSecret, verifyId, verifyToken } from './index.js'

const secret = new Uint8Array(32).map((_, i) => i)
const now = new Date('2026-04-23T08:00:00Z')

onBothStores('the key of a store', (store) => {
  test('is made once, whoever asks first', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => storeSecret(store())))
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
    expect(keys[0]).toHaveLength(32)
  })

  test('differs from another store’s', async () => {
    const other = await openStore({ memory: true })
    expect(await storeSecret(other)).not.toEqual(await storeSecret(store()))
    await other.close()
  })
})

describe('a signed token', () => {
  test('gives back any payload, for its purpose, until it expires', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (payload) => {
        const token = signToken(secret, 'confirm', payload, new Date('2026-04-25T08:00:00Z'))
        expect(token).toMatch(/^[A-Za-z0-9._-]+$/)
        expect(verifyToken(secret, 'confirm', token, now)).toBe(payload)
        expect(verifyToken(secret, 'sign-in', token, now)).toBeUndefined()
      }),
      { seed: 1 },
    )
    const token = signToken(secret, 'confirm', 'x', new Date('2026-04-25T08:00:00Z'))
    expect(verifyToken(secret, 'confirm', token, new Date('2026-04-25T07:59:59Z'))).toBe('x')
    expect(verifyToken(secret, 'confirm', token, new Date('2026-04-25T08:00:00Z'))).toBeUndefined()
    expect(verifyToken(secret, 'confirm', signToken(secret, 'confirm', 'x'), new Date('2099-01-01'))).toBe('x')
  })

  test('is refused when anything in it is changed, and under another key', () => {
    const token = signToken(secret, 'confirm', 'subscription 12', new Date('2026-04-25T08:00:00Z'))
    const [text, until, mac] = token.split('.')
    const later = [text, (Number.parseInt(until as string, 36) + 1).toString(36), mac].join('.')
    const forged = [Buffer.from('subscription 13').toString('base64url'), until, mac].join('.')
    for (const wrong of [later, forged, `${text}..${mac}`, `${token}.x`, text, '', '..', `${text}.${until}.`]) {
      expect(verifyToken(secret, 'confirm', wrong as string, now)).toBeUndefined()
    }
    expect(verifyToken(new Uint8Array(32), 'confirm', token, now)).toBeUndefined()
  })

  test('does not sign two readings of one text: lengths are signed, too', () => {
    const a = signToken(secret, 'con', 'firm').split('.')[2]
    expect(signToken(secret, 'conf', 'irm').split('.')[2]).not.toBe(a)
  })
})

describe('a short token', () => {
  test('fits the local part of an address and survives lower case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (id) => {
        const token = signId(secret, 'unsubscribe', id)
        expect(token).toMatch(/^[a-z0-9]+-[a-z2-7]{24}$/)
        expect(`unsubscribe+${token}`.length).toBeLessThanOrEqual(64)
        expect(verifyId(secret, 'unsubscribe', token)).toBe(id)
        expect(verifyId(secret, 'unsubscribe', token.toUpperCase())).toBe(id)
        expect(verifyId(secret, 'bounce', token)).toBeUndefined()
        expect(verifyId(secret, 'unsubscribe', token.replace(/^[^-]+/, (id + 1).toString(36)))).toBeUndefined()
      }),
      { seed: 2 },
    )
  })

  test.each(['', '-', 'c', '1-', `1-${'a'.repeat(24)}`, `zzzzzzzzzzz-${'a'.repeat(24)}`, '1-ä'])(
    'is not %j',
    (token) => {
      expect(verifyId(secret, 'unsubscribe', token)).toBeUndefined()
    },
  )
})
