// How a shop written in Java signs its buyers: docs/identity.md. Needs Java 17, and nothing else.
//
//     openssl genpkey -algorithm ed25519 -out shop.pem
//     openssl pkey -in shop.pem -pubout -out shop.pub
//     java BuyerToken.java key-set shop.pub 2027-04 >keys.json
//     java BuyerToken.java token shop.pem 2027-04 https://shop.example onsale kim
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

public final class BuyerToken {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** A token for a buyer who has signed in at the shop. */
  static String buyerToken(PrivateKey key, String keyId, String issuer, String audience, String user)
      throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String header = "{\"alg\":\"EdDSA\",\"kid\":" + quoted(keyId) + "}";
    String claims =
        "{\"iss\":" + quoted(issuer) + ",\"aud\":" + quoted(audience) + ",\"sub\":" + quoted(user)
            + ",\"iat\":" + now + ",\"exp\":" + (now + 300) + "}";
    String covered = base64url(header) + "." + base64url(claims);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(covered.getBytes(StandardCharsets.US_ASCII));
    return covered + "." + BASE64URL.encodeToString(signature.sign());
  }

  /** The shop's public key, for the file that --buyer-keys names. */
  static String keySet(byte[] publicKey, String keyId) {
    // The last 32 bytes of an encoded Ed25519 key are the point.
    byte[] point = Arrays.copyOfRange(publicKey, publicKey.length - 32, publicKey.length);
    return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"kid\":" + quoted(keyId)
        + ",\"x\":\"" + BASE64URL.encodeToString(point) + "\"}]}";
  }

  private static String base64url(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A JSON string. A shop that has a JSON library uses that. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static byte[] bytesOfPem(String file) throws java.io.IOException {
    String pem = Files.readString(Path.of(file));
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  public static void main(String[] words) throws Exception {
    byte[] key = bytesOfPem(words[1]);
    if (words[0].equals("key-set")) {
      System.out.println(keySet(key, words[2]));
      return;
    }
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key));
    System.out.println(buyerToken(secret, words[2], words[3], words[4], words[5]));
  }
}
