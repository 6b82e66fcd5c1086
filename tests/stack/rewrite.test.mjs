// Runs infra/rewrite.js as CloudFront does: a script of its own, called with a viewer request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const context = vm.createContext({});
vm.runInContext(readFileSync(new URL('../../infra/rewrite.js', import.meta.url), 'utf8'), context);

/** What a browser sends when it goes to a page. */
const NAVIGATION = { accept: { value: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

function viewed(uri, querystring = {}, headers = NAVIGATION, method = 'GET') {
    const request = { method, uri, querystring, headers: { ...headers }, cookies: {} };
    return JSON.parse(JSON.stringify(context.handler({ request })));
}

function sent(uri, querystring) {
    const request = viewed(uri, querystring);
    return [request.uri, request.querystring];
}

/** A query string as CloudFront's event has it; values stay as they were encoded. */
function parsed(text) {
    const query = {};
    for (const pair of text.split('&').filter(Boolean)) {
        const [name, value] = pair.split('=');
        if (query[name]) {
            query[name].multiValue ??= [{ value: query[name].value }];
            query[name].multiValue.push({ value });
        } else {
            query[name] = { value };
        }
    }
    return query;
}

test('socket paths become what they become on one machine', () => {
    const paths = JSON.parse(readFileSync(new URL('socket_paths.json', import.meta.url), 'utf8'));
    for (const [uri, query, becomes] of paths) {
        const request = viewed(uri, parsed(query));
        if (becomes === null) {
            assert.equal(request.statusCode, 404, uri);
            assert.equal(JSON.parse(request.body).code, 'route_not_found');
            assert.match(request.headers['content-type'].value, /^application\/json/);
        } else {
            assert.equal(request.uri, '/v1', uri);
            assert.deepEqual(request.querystring, parsed(becomes), uri);
            // Of a repeated parameter the first counts: the path's own comes first.
            assert.equal(Object.keys(request.querystring)[0] ?? '', becomes.split('=')[0]);
        }
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

test('a socket passes on the host that the viewer asked, whatever the viewer says it is', () => {
    const host = { host: { value: 'chat.example' }, 'x-viewer-host': { value: 'evil.example' } };
    assert.equal(viewed('/ws/chat/7/', {}, host).headers['x-viewer-host'].value, 'chat.example');
    delete host.host;
    assert.equal(viewed('/ws/chat/7/', {}, host).headers['x-viewer-host'], undefined);
});

test('a program gets no page where nothing answers', () => {
    const json = { accept: { value: 'application/json, text/plain, */*' } };
    const any = { accept: { value: '*/*' } };
    const upgrade = { ...NAVIGATION, upgrade: { value: 'WebSocket' } };
    for (const [uri, headers] of [['/rooms/', json], ['/rooms/', any], ['/', json], ['/r/7', {}], ['/r/7', upgrade]]) {
        const answer = viewed(uri, {}, headers);
        assert.deepEqual([answer.statusCode, JSON.parse(answer.body).code], [404, 'route_not_found'], uri);
    }
    for (const [uri, headers] of [['/', any], ['/', {}], ['/r/7', { 'sec-fetch-mode': { value: 'navigate' } }]]) {
        assert.equal(viewed(uri, {}, headers).uri, '/index.html', uri);
    }
    for (const uri of ['/', '/r/7', '/assets/app-1a.js']) {
        assert.equal(viewed(uri, {}, NAVIGATION, 'POST').statusCode, 404, uri);
        assert.equal(viewed(uri, {}, NAVIGATION, 'HEAD').statusCode, undefined, uri);
    }
    assert.equal(viewed('/assets/app-1a.js', {}, any).uri, '/assets/app-1a.js');
});

test('it is within what CloudFront takes: 10 KB, no import, no timer', () => {
    const code = readFileSync(new URL('../../infra/rewrite.js', import.meta.url), 'utf8');
    assert.ok(code.length < 10_000);
    assert.doesNotMatch(code, /\b(import|require|setTimeout|eval)\b/);
});
