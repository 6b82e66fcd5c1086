// CloudFront Function (viewer request, runtime cloudfront-js-2.0) of the socket and the site behaviours.
//
// A WebSocket API has no path beyond its stage, so /ws/chat/7/ becomes /v1?room_id=7, /ws/notifications/
// becomes /v1?channel=notifications, and the user socket /ws/ becomes /v1; what the client put there itself
// under these names does not count. The host that the viewer asked goes along, since API Gateway sees its
// own. The page's own routes (/r/12) become its document for a browser that goes there; a program that asks
// for JSON is lost and told so. template.yaml holds a copy.
var STAGE = '/v1';

function handler(event) {
    var request = event.request;
    if (request.uri === '/ws' || request.uri.indexOf('/ws/') === 0) {
        return socket(request);
    }
    if ((request.method !== 'GET' && request.method !== 'HEAD') || has(request, 'upgrade', 'websocket')) {
        return nowhere();
    }
    var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
    if (last.indexOf('.') < 0) {
        var navigates = has(request, 'accept', 'text/html') || has(request, 'sec-fetch-mode', 'navigate');
        var wantsJson = has(request, 'accept', 'application/json') || has(request, 'content-type', 'application/json');
        if (!navigates && (request.uri !== '/' || wantsJson)) {
            return nowhere();
        }
        request.uri = '/index.html';
    }
    return request;
}

function has(request, name, word) {
    var header = request.headers[name];
    return header !== undefined && header.value.toLowerCase().indexOf(word) >= 0;
}

function socket(request) {
    var path = request.uri.slice(-1) === '/' ? request.uri.slice(0, -1) : request.uri;
    var query = {};
    if (path === '/ws/notifications') {
        query.channel = { value: 'notifications' };
    } else if (path === '/ws') {
        // A user socket: neither a room nor a channel.
    } else if (path.indexOf('/ws/chat/') === 0 && path.indexOf('/', 9) < 0) {
        query.room_id = { value: path.slice(9) };
    } else {
        return nowhere();
    }
    for (var name in request.querystring) {
        if (name !== 'room_id' && name !== 'channel') {
            query[name] = request.querystring[name];
        }
    }
    request.uri = STAGE;
    request.querystring = query;
    if (request.headers.host) {
        request.headers['x-viewer-host'] = { value: request.headers.host.value };
    } else {
        delete request.headers['x-viewer-host'];
    }
    return request;
}

function nowhere() {
    return {
        statusCode: 404,
        statusDescription: 'Not Found',
        headers: { 'content-type': { value: 'application/json; charset=utf-8' }, 'cache-control': { value: 'no-store' } },
        body: JSON.stringify({ error: '接口不存在', code: 'route_not_found' })
    };
}
