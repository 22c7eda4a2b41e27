"""Two requests with equal fingerprints of the former kind: a 128-bit XXH3 hash over method, path
and body.

The second request, with the key of the first, once ended the server in an assertion, and so did
every start that replayed it. A fingerprint is now a SHA-256 over the command.
"""

import base64
import zlib

from harness.buyer import fresh_name

# The bodies of the two requests, compressed. Nearly all of their characters are white space, which
# was chosen so that the old fingerprints are equal.
QUEUE_TOKEN = (
    'c-'
    'rleJx)VG420{k<U3gJ7~FtkAcZanDJTU(+&%M+Urj+BC)uobJwNvT9QUvH+w0|cIX>R5*U#JcF@Hr@d&#%_nHEV)&P'
    'zU$|GLKq<?|{3f+`mI)+J76T<lFd1VNSeS-J#*DwTO;ur~wq@-'
    '<p;7WyuOpu?D?fUP=a8kn$VnclEaaleE(hH?<c57x9~G?ok8z$Hi5Qeaq&q2n<Mj3GiNwb22^o!MxK`w-'
    '$PsCcY2PJcUL(V2Jdt}~yB2IYAO(<`&@?Epi{$o7$<?ewG#0glcl!JTRu+b|F~GMKc*^Uh*Z@Qi2tJANNJe{(G')
CHARGE = (
    'c-rleF>*se2t#W$!yOpkz-'
    '?~h1K4Sj%9FcWPi*HdwHX_BKOhPAdAZ%ce;+@Wuj{;7l{BgrXN?bStMOm*Ij&VRovKomoi8Ga?`@Z#ksOOlyKLktgF'
    'AGa$yrC^O}d0LO|O|qWVe70`UZ0JAgxdsA|-'
    '*EE#G1z2>w)|gZf;A>}5wx(^ipYEg1<R2hh&hKvxEYQ#)aS?32+^OmMTUwIi^wbai$VB-W5Y&uCVkrtEv-'
    '&ycL|utoN;5J0n-z_Q*!QYSOvKyDs_7tQW_H%M>g$@Y=L?dut<=VKrHzx}-cS~PDW')


def body(packed):
    return zlib.decompress(base64.b85decode(packed))


def post(house, path, packed, key):
    return house.client.request("POST", path, body=body(packed), key=key,
                                headers={"Content-Type": "application/json"})


def test_one_fingerprint_for_two_operations_is_a_reused_key(house):
    key = fresh_name("key")
    path = "/v1/users/mallory/balance/charges"
    assert post(house, "/v1/queue/tokens", QUEUE_TOKEN, key).status in (200, 201)
    answer = post(house, path, CHARGE, key)
    assert (answer.status, answer.code) == (422, "idempotency-key-reused")
    assert house.client.get("/v1/users/mallory/balance").json()["balance"] == 0
    assert post(house, path, CHARGE, fresh_name("key")).status == 201


def test_members_in_another_order_are_a_retry(house):
    buyer, key = house.buyer(), fresh_name("key")
    show, seats, _ = house.fresh_seats(2)
    bodies = [f'{{"showId":"{show}","seats":[{seats[0]},{seats[1]}]}}',
              f'{{"seats":[{seats[1]},{seats[0]}],"showId":"{show}"}}']
    answers = [house.client.request("POST", "/v1/reservations", body=text.encode(), key=key,
                                    token=buyer.token,
                                    headers={"Content-Type": "application/json"})
               for text in bodies]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body == answers[1].body
