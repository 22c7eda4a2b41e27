# Ruby's Net::HTTP, one connection for all calls but streams; a body of parts is an IO.
require 'base64'
require 'erb'
require 'net/http'
require 'stringio'

BASE = URI(ARGV[0])

def connection
  http = Net::HTTP.new(BASE.host, BASE.port)
  http.keep_alive_timeout = 50 # seconds; by default it reconnects after two
  http.start
end

def request(method, form, segments, body, pairs)
  path = segments.split(' ').map { |segment| ERB::Util.url_encode(segment) }.join('/')
  made = Net::HTTP.const_get(method.capitalize).new("#{BASE.path}/#{path}")
  pairs.each { |pair| made[pair.split(': ')[0]] = pair.split(': ')[1] }
  if form == 'chunked'
    made['Transfer-Encoding'] = 'chunked'
    made.body_stream = StringIO.new(body)
  elsif !body.empty?
    made.body = body
  end
  made
end

def first_event(made)
  http = connection
  read = +''
  head = nil
  catch(:event) do
    http.request(made) do |response|
      head = response
      response.read_body do |part|
        read << part
        throw :event if read =~ /^event:.*\n(.+\n)*\n/
      end
    end
  end
  http.finish
  [head, read]
end

def shown(response, read)
  headers = response.each_header.map { |name, value| "\t#{name}: #{value}" }.join
  "#{response.code}\t#{Base64.strict_encode64(read || '')}#{headers}"
end

$stdout.sync = true
kept = connection
$stdin.each_line(chomp: true) do |line|
  method, form, segments, body, *pairs = line.split("\t", -1)
  made = request(method, form, segments, body, pairs)
  if form == 'events'
    head, read = first_event(made)
    puts shown(head, read)
  else
    response = kept.request(made)
    puts shown(response, response.body)
  end
rescue StandardError => e
  puts "error\t#{Base64.strict_encode64(e.inspect)}"
end
