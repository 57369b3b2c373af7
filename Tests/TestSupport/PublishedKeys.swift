// Beside the tests of sign-in: public keys as they are published, and tokens that their other halves signed. Made with
// Python's cryptography; the private halves were thrown away.

/// Members of entries: a kind and its numbers.
package enum PublishedKeys {
    package static let rsa = #""kty":"RSA","n":"\#(rsaModulus)","e":"AQAB""#
    package static let rsaModulus =
        "wudbQYxgdW0woYp4BXo2SotY2ZJ8AJWXpyp35cmgj5wLCe-2H6WE6JY_CKnZX9SQqD8wiMiUnM0-7TlyIUfhdpEdWaPq"
        + "wBx8h2rx8U4KwIKyW9GgJdGMZ7w4UF8FDLyLh6rxZss-6WXTkmzqPmYtpZF_almz-1_jjAjlrscZGGGqqDT34Wjq-_tX"
        + "COhzCS91RkG6oDiGMgpx-W6bKwllkXFMjVZUZKqvWJImi_lzUn0n02ywY2xIZ8TfLCJQFNniXwl49JzrX_GNoLBrvgkv"
        + "_6q0XzuZ9AKXVo9_gQRRHE4NRYYJ0xhw_ibbuaQWK6txnxGcEU7iYIiJqA2aH8Q9Pw"
    /// The RSA key once more, as a tool prints it.
    package static let rsaPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwudbQYxgdW0woYp4BXo2
        SotY2ZJ8AJWXpyp35cmgj5wLCe+2H6WE6JY/CKnZX9SQqD8wiMiUnM0+7TlyIUfh
        dpEdWaPqwBx8h2rx8U4KwIKyW9GgJdGMZ7w4UF8FDLyLh6rxZss+6WXTkmzqPmYt
        pZF/almz+1/jjAjlrscZGGGqqDT34Wjq+/tXCOhzCS91RkG6oDiGMgpx+W6bKwll
        kXFMjVZUZKqvWJImi/lzUn0n02ywY2xIZ8TfLCJQFNniXwl49JzrX/GNoLBrvgkv
        /6q0XzuZ9AKXVo9/gQRRHE4NRYYJ0xhw/ibbuaQWK6txnxGcEU7iYIiJqA2aH8Q9
        PwIDAQAB
        -----END PUBLIC KEY-----
        """
    /// Of 1024 bits.
    package static let weakRSA = #""kty":"RSA","n":"\#(weakModulus)","e":"AQAB""#
    private static let weakModulus =
        "vLP20Hoa1yXY0nt_bhW0m_khlLKn8-wAxXmCfk9dst93_KyG-lhrvR8bF9T2rKVyISItFsynuw3TT-YzAljjGK6-SUss"
        + "LxUBiWRhe12JDAe3ONasaXe-ovminfY5cRAAe_qPjUHSnizyhKBbhJBHEy4mOXaj3nP9oNb3IOWHWjU"
    package static let curve = #""kty":"EC","crv":"P-256","x":"\#(curveX)","y":"\#(curveY)""#
    package static let curveX = "Qn_PxEUjvuSwtPSmjw-YFhvcmCelOxgr_5hl6qxVFsM"
    package static let curveY = "E3Lx2Y7O5xNN8XbXiD_CpJnXEFFNjmW0vrEJAlCY4Kc"
    /// Another on the same curve.
    package static let newCurve =
        #""kty":"EC","crv":"P-256","x":"GsJPirWcqc8a6doTuqKK4O7oaYzTyJBM3Hk-X7LeT1c","#
        + #""y":"G20T7BbrBUx2cOdaDXByWF5MPBzIYQbqrmDcdwDELgA""#

    /// A set of entries, each the members that stand in its braces.
    package static func set(_ entries: String...) -> String {
        #"{"keys":[\#(entries.map { "{\($0)}" }.joined(separator: ","))]}"#
    }

    /// `curve` under the name `ec-1`.
    package static let first = named("ec-1", curve)
    /// `newCurve` under the name `ec-2`.
    package static let second = named("ec-2", newCurve)
    /// `rsa` under the name `rsa-1`.
    package static let third = named("rsa-1", rsa)

    package static func named(_ name: String, _ members: String) -> String {
        #"\#(members),"kid":"\#(name)""#
    }
}

/// Tokens of the student 7, from https://id.example for fermata, good from `begins` until `ends`.
package enum PublishedTokens {
    package static let begins: Int64 = 1_699_999_900
    package static let ends: Int64 = 1_700_000_060

    /// By `rsa`, with the kid rsa-1.
    package static let rsa =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0." + payload
        + ".fI2tkbLA64D4AEFW7uvFX6_VWSvbh7CKGw4FhHa7JBUTp1XQC5y5qL5RvkOJJ6kEOokrQN-dZPHTvXmbKipDIbNLNJW"
        + "au0WjD8XrRblkX1WznzOrt3dnEKj4u2SwBBHwcU_u4wajBee40Ngnv77rGhvVWBv5PhHoDHhUTEcMweCZ7MwiIgGzFGj"
        + "DMa6kkV1i1bX_yiumHJMRSkntn3GL79hvsxNqB5DLpiKe9VURIpp7gWKQHO0NNHssFwlUluWgvzRe03m4qQ1YvDvVEww"
        + "6N-KrW4x1KlBpIhpj_VYHahDInL7alA6ZZx6AdOqY7fqNyefkiwYTlHW_hXVrhg575g"
    /// By `rsa`, without a kid.
    package static let rsaNameless =
        "eyJhbGciOiJSUzI1NiJ9." + payload
        + ".bqE00lMP6JuekNgikUlVp0UWnbgno8fjeQIPns7Mm5PU_2-SWTGThvhIhxQ-vry7UKZKnL0yw3_xwl9ME63iv5qyrFK"
        + "8J4dpnc8PnaTdBJk_6kft3uu7SBcWqhvaxvmNIxXWl37ShMbKkpqs3uvbHhTn0d4rfvXEpkLsOkyQv-CYK1RtE6Uihnu"
        + "BFEPImUeVZX9I8VbX7y7t18Uw_ZxWkho467QbQ8hkRPOuJKo8NM87wihxoz3rEaPh-PhAxCzirpbyOMWJ8gX5wlm87hA"
        + "BQ3ugH-5H3C21CD9W8DvIF414jx2NdTnAv6QvV1A6CO_sQcU2XJ4sjDhabD6_eGHc9g"
    /// By `curve`, with the kid ec-1.
    package static let first =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ." + payload
        + ".7zBwAKjNvx48KygtI3iaAKy8lCqq_KwAgVWIRptbTmjqQl_aWevQp58THmvgEyD1vEvgiuGCdYa2r5SaJV2NUQ"
    /// By `curve`, without a kid.
    package static let nameless =
        "eyJhbGciOiJFUzI1NiJ9." + payload
        + ".na0tUXvdiqbfoy_piJmTehK1mmyoFQBllJA_xxQeV9mDEQZHYgVvP6szPjIisCjcFCt9w-kCDGsrTFkN4kxn8A"
    /// By `newCurve`, with the kid ec-2.
    package static let second =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTIifQ." + payload
        + ".v7IwphOUBwcMdSh51eCE01OOBts3gf-fckchgrjX2epr3s0acmk3j7JDoOOk0iyhje-RGURoT6u-hEnWOsZTWg"
    /// By `rsa` with RS256, and the kid ec-1 all the same.
    package static let rsaUnderCurveName =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImVjLTEifQ." + payload
        + ".dX8r5L3V3SH1xfHqFrqqFtKv_lCgFcfYkqSAvpWVO8M71zXOmBzAGVjRhCol8f71J9owJER_lbjQ6rNZsgla7AarsTT"
        + "0YnTFxjNOB76oewAOo6f4oNfZMhBEnrt1Fs0PTbGRNGORVgyQXQeS8ZtWP6LTgqYmLcPXYXO6HMoFjuZWYjXAKTa7HWd"
        + "mlbjrYMbBCG87JESfkUXxYJJDF11Ym3ddQvV4tXincJH7kjurocfjP5HWCtznMKmp2uKd12aSXTUwmz3ooNZlAlxQ96M"
        + "S6qcZPE4VHUUpLe8d6mKA3RB2cUFaUSZzaH573h47VfpL-Yh6wP3Ql20ApobMf915_A"
    /// By `newCurve`, which it brings in jwk, with a jku, an x5u, an x5c and the kid ec-1.
    package static let foreign =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEiLCJqa3UiOiJodHRwczovL2V2aWwuZXhhbXBsZS9rZXlzIiwieDV1Ijoi"
        + "aHR0cHM6Ly9ldmlsLmV4YW1wbGUvYyIsImp3ayI6eyJrdHkiOiAiRUMiLCAiY3J2IjogIlAtMjU2IiwgIngiOiAiR3NK"
        + "UGlyV2NxYzhhNmRvVHVxS0s0TzdvYVl6VHlKQk0zSGstWDdMZVQxYyIsICJ5IjogIkcyMFQ3QmJyQlV4MmNPZGFEWEJ5"
        + "V0Y1TVBCeklZUWJxcm1EY2R3REVMZ0EifSwieDVjIjpbIk1JSUIiXX0." + payload
        + ".4-Ply5VHOEJZ65b05Y-uZWLmrm4g_2qzTLMrWeb82RtpVnbQ3BhU_NNdBQLE_Twza6k1du-nKqZUl60sPUQMng"
    /// By `curve`, with the kid ec-1, a jku and another key in jwk.
    package static let surrounded =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEiLCJqa3UiOiJodHRwczovL2V2aWwuZXhhbXBsZS9rZXlzIiwiandrIjp7"
        + "Imt0eSI6ICJFQyIsICJjcnYiOiAiUC0yNTYiLCAieCI6ICJHc0pQaXJXY3FjOGE2ZG9UdXFLSzRPN29hWXpUeUpCTTNI"
        + "ay1YN0xlVDFjIiwgInkiOiAiRzIwVDdCYnJCVXgyY09kYURYQnlXRjVNUEJ6SVlRYnFybURjZHdERUxnQSJ9fQ." + payload
        + ".kvHoxl8xJ6NBgAiblIVqadC28h48yYJUca9fi-ViwfcUZjYvtFe9xjD_5cpsQKokSPGpE_m6nxOBRDC_qAGAkA"
    /// By `curve`, with the kid ec-1 and a crit.
    package static let critical =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEiLCJjcml0IjpbImV4cCJdfQ." + payload
        + ".YI30n25Eh39VKSasciVVbQsmIOqaVHqgDG1e1bWoflyY_nHJ-L-QimA90HybgNXXgyvfgOfBnc7RukiEy8ZDlQ"
    /// Of the staff, by `curve` with the kid ec-1, good until 2100.
    package static let firstStaff =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ." + staff
        + ".Kc-fqYXcWXtMfWVuZnie_17F_27VOJB-amZBT5lQZdG7XWGIy6JWGLCHGVMVEXvenEqEBpwoXVF-ZPqXWTeL_Q"
    /// The same by `newCurve` with the kid ec-2.
    package static let secondStaff =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTIifQ." + staff
        + ".xYdu5aT4oyTUF-HIzNA9Awg6fesOzd0CttBM_jzp3UJolKTt7J71f1N_IU84NWdk-bi1p6I2MIqkZEP9mCjcmA"
    /// Of a service with the scopes write:payment and read:payment, by `rsa` with the kid rsa-1, good until 2100.
    package static let service =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0." + serviceClaims
        + ".lahHzn6gACpowkw0eYwG9xaWOSUiGODzGLEwMeT89uIf4KKvqzB72Gt3Kq613emYBhozGs9Yy9744pA_BxDd0fimKEs"
        + "o9QxKBMyxzzbgRI6mcwPAVZl17gKtYTHRVKLVF3gV14Y5gPoYdIeIFw8Fqlv-SKfmkOkU-Zh8r2IJ8jxiTN_wlRri0xX"
        + "wyZajc-ZuBh3WBrokFTaOq7Ycqzs6fGP1jCtBTyHf95HGAwP3990RrzVrRJ3pmJhYgYtVuH8zKiq-oEVxB6_APJ3jPsl"
        + "E0kv5ulssnEMg6be5iKgJh1aRtg0sXyx8cKbRAB18us8CjbOCHQXONflACagn_AcrJA"

    package static let payload =
        "eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJmZXJtYXRhIiwic3ViIjoiNyIsInJvbGUiOiJzdHVkZW50"
        + "IiwibmJmIjoxNjk5OTk5OTAwLCJleHAiOjE3MDAwMDAwNjB9"
    private static let staff = "eyJzdWIiOiI3Iiwicm9sZSI6InN0YWZmIiwiZXhwIjo0MTAyNDQ0ODAwfQ"
    private static let serviceClaims =
        "eyJzdWIiOiI3Iiwicm9sZSI6InNlcnZpY2UiLCJzY29wZSI6IndyaXRlOnBheW1lbnQgcmVhZDpwYXltZW50IiwiZXhw"
        + "Ijo0MTAyNDQ0ODAwfQ"
}
