// Runs infra/rewrite.js as CloudFront does: a script of its own, called with a viewer request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const context = vm.createContext({});
vm.runInContext(readFileSync(new URL('../../infra/rewrite.js', import.meta.url), 'utf8'), context);

function viewed(uri, querystring = {}) {
    const request = { method: 'GET', uri, querystring, headers: {}, cookies: {} };
    return JSON.parse(JSON.stringify(context.handler({ request })));
}

function sent(uri, querystring) {
    const request = viewed(uri, querystring);
    return [request.uri, request.querystring];
}

test('a room becomes a parameter, with and without the last slash', () => {
    const expected = ['/v1', { room_id: { value: '7' } }];
    assert.deepEqual(sent('/ws/chat/7/'), expected);
    assert.deepEqual(sent('/ws/chat/7'), expected);
});

test('the notification channel likewise', () => {
    const expected = ['/v1', { channel: { value: 'notifications' } }];
    assert.deepEqual(sent('/ws/notifications/'), expected);
    assert.deepEqual(sent('/ws/notifications'), expected);
});

test('token and since are kept as they were encoded, room_id and channel of the client are not', () => {
    const query = {
        room_id: { value: '8', multiValue: [{ value: '8' }, { value: '9' }] },
        channel: { value: 'notifications' },
        token: { value: 'a%2Eb%3D' },
        since: { value: '3' },
        x: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
    };
    const [uri, kept] = sent('/ws/chat/7/', query);
    assert.equal(uri, '/v1');
    assert.deepEqual(kept, {
        room_id: { value: '7' },
        token: { value: 'a%2Eb%3D' },
        since: { value: '3' },
        x: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
    });
    assert.equal(Object.keys(kept)[0], 'room_id', 'the path comes first: of a repeated parameter the first counts');
});

test('an encoded room stays encoded', () => {
    assert.deepEqual(sent('/ws/chat/%37/'), ['/v1', { room_id: { value: '%37' } }]);
});

test('no other socket path exists', () => {
    for (const uri of ['/ws', '/ws/', '/ws/chat', '/ws/chat/', '/ws/chat/7/x', '/ws/chat/7/x/', '/ws/notifications/1', '/ws/other/']) {
        const response = viewed(uri);
        assert.equal(response.statusCode, 404, uri);
        assert.equal(JSON.parse(response.body).code, 'route_not_found');
        assert.match(response.headers['content-type'].value, /^application\/json/);
    }
});

test('routes of the page are its document, files are themselves', () => {
    for (const uri of ['/', '/r/12', '/r/12/', '/wsx', '/a.b/c']) {
        assert.equal(viewed(uri).uri, '/index.html', uri);
    }
    for (const uri of ['/index.html', '/config.json', '/assets/app-1a.js']) {
        assert.equal(viewed(uri).uri, uri);
    }
    assert.deepEqual(sent('/r/12', { room_id: { value: '1' } })[1], { room_id: { value: '1' } });
});

test('it is within what CloudFront takes: 10 KB, no import, no timer', () => {
    const code = readFileSync(new URL('../../infra/rewrite.js', import.meta.url), 'utf8');
    assert.ok(code.length < 10_000);
    assert.doesNotMatch(code, /\b(import|require|setTimeout|eval)\b/);
});
