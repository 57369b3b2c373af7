// Beside the tests of tokens: the keys and tokens of RFC 7515, appendix A, and some keys that are refused.

enum Vectors {
    /// A second before the tokens expire.
    static let now: Int64 = 1_300_819_379

    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    /// A.1.1: the key's bytes in base64url; they are no text.
    static let hs256Secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    static let hs256 =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(payload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    /// A.2.1
    static let rsaKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQAB
        -----END PUBLIC KEY-----
        """
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9.\(payload)."
        + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5juj"
        + "Gbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7"
        + "K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np"
        + "6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"

    /// A.3.1
    static let curveKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
        6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
        -----END PUBLIC KEY-----
        """
    /// The same key's other half, which is no public key.
    static let curvePrivateKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff
        H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp
        7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt
        -----END PRIVATE KEY-----
        """
    static let es256 = es256(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
    /// By the same key, made with Python's cryptography until the numbers were of each shape that DER writes apart.
    static let es256Shapes: [(shape: String, token: String)] = [
        (
            "r and s begin with a set bit",
            es256("ugCGwg_5TBffTuJ1SOmpqotjnI792khYy2TaAf2pDFb1aTNKenEo90T7mWS-xo-WiNNKULhcaowPIBuiIl-g5Q")
        ),
        (
            "s begins with a zero byte",
            es256("8CPFJCQZIY2pSI9PaeiMJtPkODCMmhDao24zpEQkhmYA15tcvIPx-TWaY4828u08cIx13ioGsXbU-qwfkcAJZA")
        ),
        (
            "r begins with a zero byte and a clear bit",
            es256("ABsMl2xCiPNTyOMYhMz0H56Ff1aeL0ZUw-g_KL-ri2bdOrf_3C1cyZVz4aws9vvxP6TScHBMEw_oMPSHpSi8pA")
        ),
        (
            "r begins with a zero byte and a set bit",
            es256("AI6YUT-upckvTHRdPh1ZQXyHJEb9gCkQSVDSOlZYE1kvNklzeHVIZ6aMo0Ksq2R5jdR9n_bzFzx8v0h47Xg85w")
        ),
    ]

    private static func es256(_ signature: String) -> String {
        "eyJhbGciOiJFUzI1NiJ9.\(payload).\(signature)"
    }

    static let shortRSAKey = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDAfqYPG8uO3f+18pRH6Y5pCVst
        +dpuV5lWvXf0T8d7/1zadpoe+H91pJ2uzrL6NIS7NWD4vl7jesIngy1aoaPMGcl6
        J3fk59EFsih98gzmsqIwujJ/dE3Si8g5UvLEP2W9bUi4oXmArFFReWDMUCAXQ2K0
        6DdncrSwW9VJsEBkzwIDAQAB
        -----END PUBLIC KEY-----
        """
    static let otherCurveKey = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAENbAD+M4ngj6/RJn3313SLKrnfv1/ov0X
        dnP+9C/k2ta00umaRBhWK1vn7bbssvFyy/UaSyDPZDliQkMs57LKkFT0icKWFnPK
        /Yp7L5pKKee8bMM8xMYiQdK+lofvID7C
        -----END PUBLIC KEY-----
        """
    static let edwardsKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAA8+nBlIrERn20DX+qM1MdXQxTG9FkzL5IcI9lpnEp5s=
        -----END PUBLIC KEY-----
        """
}
