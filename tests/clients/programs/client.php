<?php
// PHP's curl extension, one handle for all calls; a body of parts is read by a function.
$handle = curl_init();
while (($line = fgets(STDIN)) !== false) {
    $call = explode("\t", rtrim($line, "\n"));
    [$method, $form, $segments, $body] = $call;
    $names = [];
    $read = '';
    curl_reset($handle);
    curl_setopt_array($handle, [
        CURLOPT_URL => $argv[1] . '/' . implode('/', array_map('rawurlencode', explode(' ', $segments))),
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => array_slice($call, 4),
        CURLOPT_TIMEOUT => 20,
        CURLOPT_HEADERFUNCTION => function ($handle, $header) use (&$names) {
            if (str_contains($header, ': ')) $names[] = rtrim($header);
            return strlen($header);
        },
        CURLOPT_WRITEFUNCTION => function ($handle, $part) use (&$read, $form) {
            $read .= $part;
            $ended = $form === 'events' && preg_match('/^event:.*\n(.+\n)*\n/m', $read);
            return $ended ? 0 : strlen($part);
        },
    ]);
    if ($form === 'chunked') {
        curl_setopt_array($handle, [
            CURLOPT_UPLOAD => true,
            CURLOPT_READFUNCTION => function ($handle, $file, $length) use (&$body) {
                $part = substr($body, 0, min($length, 5));
                $body = substr($body, strlen($part));
                return $part;
            },
        ]);
    } elseif ($body !== '') {
        curl_setopt($handle, CURLOPT_POSTFIELDS, $body);
    }
    curl_exec($handle);
    $failed = curl_errno($handle) && !($form === 'events' && curl_errno($handle) === CURLE_WRITE_ERROR);
    echo $failed ? "error\t" . base64_encode(curl_error($handle))
        : curl_getinfo($handle, CURLINFO_RESPONSE_CODE) . "\t" . base64_encode($read) . "\t" . implode("\t", $names), "\n";
}
