"""近亲属备案: handlers and village cadres declare near relatives who apply for or receive assistance, the county visits each of them, and the
filing lives as long as post and benefit do (R-REL-01 to R-REL-06). What is declared keeps the declarant from the case (R-REC-02)."""
