// Go's net/http; a body of parts is a pipe.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var client = &http.Client{Timeout: 20 * time.Second}

func body(form, text string) io.Reader {
	if text == "" {
		return nil
	}
	if form != "chunked" {
		return strings.NewReader(text)
	}
	read, write := io.Pipe()
	go func() {
		io.WriteString(write, text[:5])
		io.WriteString(write, text[5:])
		write.Close()
	}()
	return read
}

func firstEvent(stream io.Reader) ([]byte, error) {
	var text bytes.Buffer
	lines := bufio.NewReader(stream)
	named := false
	for {
		line, err := lines.ReadString('\n')
		text.WriteString(line)
		named = named || strings.HasPrefix(line, "event:")
		if err != nil || (named && line == "\n") {
			return text.Bytes(), err
		}
	}
}

func carryOut(call []string) (string, error) {
	segments := strings.Split(call[2], " ")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	request, err := http.NewRequest(call[0], os.Args[1]+"/"+strings.Join(segments, "/"), body(call[1], call[3]))
	if err != nil {
		return "", err
	}
	for _, pair := range call[4:] {
		name, value, _ := strings.Cut(pair, ": ")
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var read []byte
	if call[1] == "events" {
		read, err = firstEvent(response.Body)
	} else {
		read, err = io.ReadAll(response.Body)
	}
	answer := fmt.Sprintf("%d\t%s", response.StatusCode, base64.StdEncoding.EncodeToString(read))
	for name, values := range response.Header {
		answer += "\t" + name + ": " + values[0]
	}
	return answer, err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := carryOut(strings.Split(lines.Text(), "\t"))
		if err != nil {
			answer = "error\t" + base64.StdEncoding.EncodeToString([]byte(err.Error()))
		}
		fmt.Println(answer)
	}
}
