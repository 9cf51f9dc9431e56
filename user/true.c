/* true.c - does nothing, with success. */
int main(void)
{
    return 0;
}
